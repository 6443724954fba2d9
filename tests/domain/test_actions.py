"""Every action that services write has its words, and no words are left of one they do not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from planapp.domain.actions import ACTIONS, FORMER, GROUPS, action_label, actions_called, actions_of

PLANAPP = Path(__file__).parents[2] / "planapp"
TREES = {
    path.relative_to(PLANAPP): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(PLANAPP.rglob("*.py"))
}


def _functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _parameters(function: ast.FunctionDef) -> set[str]:
    return {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}


# Whoever writes to the trail: `write_audit`, and services that are told the action to write.
WRITERS = {
    each.name
    for path, tree in TREES.items()
    if path.parts[0] == "services"
    for each in _functions(tree)
    if "action" in _parameters(each)
}


def handed_over(tree: ast.Module) -> Iterator[tuple[ast.expr, set[str]]]:
    """Each `action=` given to a writer, with the parameters of the function around it."""
    for function in _functions(tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in WRITERS:
                yield from ((each.value, _parameters(function)) for each in node.keywords
                            if each.arg == "action")  # fmt: skip


CONSTANTS = {
    target.id: node.value.value
    for path, tree in TREES.items()
    if path.parts[0] in {"services", "domain", "queries"}
    for node in tree.body
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    for target in node.targets
    if isinstance(target, ast.Name) and isinstance(node.value.value, str)
}


def _texts(expression: ast.expr) -> list[str] | None:
    """The text, a constant's, or both of a choice; None for what cannot be read off the source."""
    if isinstance(expression, ast.Name) and expression.id in CONSTANTS:
        return [CONSTANTS[expression.id]]
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return [expression.value]
    if isinstance(expression, ast.IfExp):
        parts = [_texts(expression.body), _texts(expression.orelse)]
        return None if None in parts else [text for part in parts for text in part or []]
    return None


def test_actions_written_by_services_all_have_words_and_no_others_do() -> None:
    written: set[str] = set()
    unread: list[str] = []
    for path, tree in TREES.items():
        for expression, parameters in handed_over(tree):
            texts = _texts(expression)
            if texts is not None:
                written.update(texts)
            elif ast.unparse(expression) not in parameters:
                unread.append(f"{path}:{expression.lineno}")
    assert unread == [], "an action is a text, a constant, a choice, or the caller's parameter"
    assert written == set(ACTIONS)


def test_calls_of_write_audit_each_name_their_action() -> None:
    silent = [
        f"{path}:{node.lineno}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "write_audit"
        and "action" not in {each.arg for each in node.keywords}
    ]  # fmt: skip
    assert silent == []


def test_actions_belong_each_to_a_group_with_a_name() -> None:
    assert {code.partition(".")[0] for code in (*ACTIONS, *FORMER)} == set(GROUPS)


def test_labels_of_actions_are_all_different() -> None:
    labels = [*ACTIONS.values(), *FORMER.values()]
    assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize(
    ("code", "label"), [("report.approved", "审核通过"), ("unit.renamed", "unit.renamed")]
)
def test_label_of_an_action_is_its_words_or_its_code(code: str, label: str) -> None:
    assert action_label(code) == label


def test_actions_of_a_group_are_those_before_whose_point_it_stands() -> None:
    assert actions_of("security") == ["security.purged"]


def test_actions_called_by_words_are_found_by_their_label() -> None:
    assert actions_called("清理安全") == ["security.purged"]
    assert actions_called("没有这样的操作") == []
