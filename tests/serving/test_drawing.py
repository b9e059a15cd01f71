"""What stands in a page is escaped as MarkupSafe would, and once."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from portal.serving.drawing import Drawing, written


class Name(str):
    """A text of a kind of its own."""

    __slots__ = ()


VALUES = (
    st.text()
    | st.text(alphabet="<>&\"'a")
    | st.text().map(Markup)
    | st.text(alphabet="<&a").map(Name)
    | st.integers()
    | st.floats()
    | st.none()
)


@given(VALUES)
def test_a_value_is_written_as_it_would_be_escaped(value: object) -> None:
    assert str(written(value)) == str(escape(value))


@given(st.lists(VALUES), st.text(alphabet="<>&\"'a"))
def test_a_page_is_the_same_as_with_the_environment_of_flask(values: list[object], text: str) -> None:
    source = """
        {% macro item(value) %}<b title="{{ value }}">{{ value }}</b>{% endmacro %}
        {% set held %}<i>{{ text }}</i>{% endset %}
        {% for value in values %}{{ item(value) }}{{ value ~ text }}{{ held }}{{ loop.index }}{% endfor %}
        {{ "<constant>" }}{{ "%.1f" % 1.25 }}{{ text|safe }}
    """
    plain, ours = Flask("plain"), Flask("ours")
    ours.jinja_environment = Drawing

    drawn = [app.jinja_env.from_string(source).render(values=values, text=text) for app in (plain, ours)]

    assert drawn[0] == drawn[1]


def test_a_template_sees_the_globals_of_its_application_in_what_it_imports() -> None:
    app = Flask("ours")
    app.jinja_environment = Drawing
    app.jinja_options = {"undefined": StrictUndefined}
    app.jinja_env.globals["house"] = "here"

    assert app.jinja_env.from_string("{{ house }}").render() == "here"
    assert "house" in app.jinja_env.from_string("").globals


@given(st.lists(st.text(alphabet="<>&\"'a"), max_size=3), st.text(alphabet="<a"))
def test_what_is_drawn_once_is_what_the_macro_draws(values: list[str], more: str) -> None:
    app = Flask("ours")
    app.jinja_environment = Drawing
    source = """
        {%- macro item(value, more="") %}<b title="{{ value }}">{{ more }}</b>{% endmacro %}
        {%- for value in values %}{{ CALL }}{% endfor %}
    """

    for call, cached in (("item(value)", "value|once(item)"), ("item(value, more)", "value|once(item, more)")):
        drawn = app.jinja_env.from_string(source.replace("CALL", call)).render(values=values, more=more)
        again = app.jinja_env.from_string(source.replace("CALL", cached)).render(values=values, more=more)
        assert again == drawn


def test_a_name_that_a_view_model_lacks_is_an_error() -> None:
    app = Flask("ours")
    app.jinja_environment = Drawing
    app.jinja_options = {"undefined": StrictUndefined}

    with pytest.raises((AttributeError, UndefinedError)):
        app.jinja_env.from_string("{{ page.nothing }}").render(page=3)
    with pytest.raises(UndefinedError):
        app.jinja_env.from_string("{{ page.nothing }}").render()
