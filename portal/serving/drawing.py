"""Jinja as Flask has it, for pages of a thousand small values: each is escaped in one call."""

from collections.abc import Callable, Hashable, MutableMapping
from functools import lru_cache
from keyword import iskeyword
from typing import Any

from flask.templating import Environment
from jinja2 import Template
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Const, Expr, Getattr, Include, Name
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


@lru_cache(maxsize=16_384)
def once(value: Hashable, macro: Macro, *more: Hashable) -> str:
    """Return what *macro* draws of *value*, drawn once: the same labels stand on many pages."""
    return macro(value, *more)


class _Writing(CodeGenerator):
    """Compiles ``{{ value }}`` to what `written` does where templates escape, which is everywhere.

    Names after a dot are attributes: view models have nothing else, and what
    one lacks is an error at once. Included templates write straight through.
    """

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:  # Jinja keeps its type to itself
        if self._is_plain(frame, finalize):
            self.write("(environment.escaped(_value) if type(_value := ")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if self._is_plain(frame, finalize):
            self.write(") is str else environment.written(_value))")
        else:
            super()._output_child_post(node, frame, finalize)

    @staticmethod
    def _is_plain(frame: Frame, finalize: Any) -> bool:
        return bool(frame.eval_ctx.autoescape) and not frame.eval_ctx.volatile and finalize.src is None

    def visit_Getattr(self, node: Getattr, frame: Frame) -> None:  # noqa: N802  # the name is Jinja's
        is_block = isinstance(node.node, Name) and node.node.name == "self"  # blocks are items of it
        if is_block or not node.attr.isidentifier() or iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Include(self, node: Include, frame: Frame) -> None:  # noqa: N802  # the name is Jinja's
        if node.ignore_missing or not node.with_context or not isinstance(node.template, Const):
            super().visit_Include(node, frame)
            return
        self.writeline(f"template = environment.get_template({node.template.value!r}, {self.name!r})", node)
        context = f"template.new_context(context.get_all(), True, {self.dump_local_context(frame)})"
        begin, end = ("yield from ", "") if frame.buffer is None else (f"{frame.buffer}.extend(", ")")
        self.writeline(f"{begin}template.root_render_func({context}){end}")


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
    escaped = staticmethod(_escape_inner)
    written = staticmethod(written)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._found: dict[str | Template, Template] = {}
        self.filters["once"] = once

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002  # the name is Jinja's
    ) -> Template:
        """Return a template, which never changes while the portal runs unless it is being worked on."""
        if globals is not None or self.auto_reload:
            return super().get_template(name, parent, globals)
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = super().get_template(name, parent)
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the application's own globals where there are no others: each import looks through them."""
        return self.globals if d is None else super().make_globals(d)
