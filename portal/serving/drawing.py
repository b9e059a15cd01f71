"""Jinja as Flask has it, for pages of a thousand small values: each is escaped in one call."""

from collections.abc import Callable, MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from jinja2.runtime import Context, Macro
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # a test holds it to `escape`


def written(value: object) -> str:
    """Return *value* as it stands in a page: the same text as `markupsafe.escape` gives, in a third of its time.

    That one wraps each value as `Markup`, so that it is not escaped twice;
    what is written is joined to the page at once, and needs no wrapping.
    """
    if type(value) is str:
        escaped: str = _escape_inner(value)
        return escaped
    return value if type(value) is Markup else escape(value)


class _Writing(CodeGenerator):
    """Compiles ``{{ value }}`` to a call of `written` where templates escape, which is everywhere."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:  # Jinja keeps its type to itself
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("environment.written(")
        if finalize.src is not None:
            self.write(finalize.src)


class _Calling(Context):
    """Calls a macro with what a macro wants, without asking it first what that is."""

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if type(called) is not Macro:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return called(self.eval_ctx, *args, **kwargs)


class Drawing(Environment):
    """The environment of templates whose globals are those of the application."""

    code_generator_class = _Writing
    context_class = _Calling
    written = staticmethod(written)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the application's own globals where there are no others: each import looks through them."""
        return self.globals if d is None else super().make_globals(d)
