"""The template of every table: lists to choose from, notes, and an example that would be taken."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from planapp.clock import today
from planapp.domain.reading import read_table_file
from planapp.imports.columns import read_column
from planapp.imports.formats import read_tables
from planapp.imports.intake import EXAMPLE, find_own
from planapp.imports.registry import RESOURCES
from planapp.imports.running import preview_run, receive_file
from tests.factories import AT
from tests.import_runs.conftest import messages_of, told

pytestmark = pytest.mark.django_db


@pytest.fixture(params=RESOURCES)
def resource(request):
    return RESOURCES[request.param]


@pytest.fixture
def person(resource, administrator, security_admin, system_admin, reporter):
    """Somebody who may bring the table in."""
    people = (administrator, security_admin, system_admin, reporter)
    return next(each for each in people if resource.may_import(each, on=today()))


@pytest.fixture
def content(resource, client, person):
    """The template as such a person gets it."""
    client.force_login(person)
    return client.get(reverse("admin:import_template", args=[resource.slug])).content


def test_template_has_notes_and_a_list_for_every_column_of_words(resource, content):
    sheet, notes = openpyxl.load_workbook(BytesIO(content)).worksheets
    columns = resource.inputs()
    assert [cell.value for cell in sheet[1]] == [column.header for column in columns]
    told = {cell.value: cell.comment.text for cell in sheet[1] if cell.comment}
    assert {column.header for column in columns if column.note or column.choices} == set(told)
    lists = [each.formula1 for each in sheet.data_validations.dataValidation]
    assert lists == [f'"{",".join(column.choices)}"' for column in columns if column.choices]
    explained = [row[0].value for row in notes.iter_rows(min_row=2, max_row=len(columns) + 1)]
    assert explained == [column.header for column in columns]


def test_template_sent_back_as_it_came_has_nothing_wrong_and_nothing_to_write(
    resource, person, content
):
    run = receive_file(kind=resource.slug, content=content, file_name="模板.xlsx", by=person, at=AT)
    assert preview_run(run, at=AT)
    assert told(run) == ("checked", 0, 0, 0, 0)
    assert messages_of(run) == []


def test_example_of_a_template_is_skipped_and_would_be_read(resource, content):
    intake = find_own(read_table_file(content, "模板.xlsx"), resource.inputs())
    assert intake.rows == []
    [table, _] = read_tables(content, "模板.xlsx")
    [row] = table.rows
    cells = [row[0].removeprefix(f"{EXAMPLE}："), *row[1:]]
    cells += [None] * (len(table.headers) - len(cells))
    problems = [
        problem
        for column, cell in zip(resource.inputs(), cells, strict=True)
        for problem in read_column(column, [cell])[1]
    ]
    assert problems == []
