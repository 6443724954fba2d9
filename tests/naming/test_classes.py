"""What kind of units a collective name speaks of."""

from __future__ import annotations

import pytest

from planapp.domain.naming import Members, UnitClass, read_class


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("各市州人民政府", "市州"),
        ("各市（州）、县（市、区）人民政府", "市州县区"),
        ("各设区市政府", "市"),
        ("各区县政府", "区县"),
        ("各市、自治州人民政府", "市州"),
        ("市县政府", "市县"),
        ("各级人民政府", ""),
        ("各省级人民政府", ""),
        ("各地区", ""),
        ("各地", ""),
    ],
)
def test_governments_are_those_of_the_places_named(written, levels):
    assert read_class(written) == UnitClass(Members.GOVERNMENTS, frozenset(levels))


@pytest.mark.parametrize(
    ("written", "members", "whole"),
    [
        ("各部门", Members.DEPARTMENTS, True),
        ("省直各部门", Members.DEPARTMENTS, True),
        ("各有关部门", Members.DEPARTMENTS, False),
        ("省级相关部门", Members.DEPARTMENTS, False),
        ("领导小组成员单位", Members.DEPARTMENTS, False),
        ("各园区", Members.PARKS, True),
        ("各高新区管委会", Members.PARKS, True),
        ("属地政府", Members.GOVERNMENTS, False),
        ("高校", Members.OTHERS, False),
        ("各有关企业", Members.OTHERS, False),
    ],
)
def test_class_is_whole_unless_it_speaks_of_those_concerned(written, members, whole):
    found = read_class(written)
    assert (found.members, found.whole) == (members, whole)
