"""Addresses: reminders, their rules and calendar, urging."""

from __future__ import annotations

from planapp.pages import ladders, reminder_calendar, reminders, urging
from planapp.pages.address import Address

PAGES: list[Address] = [
    ("reminders/", reminders.reminder_list, "reminder_list"),
    ("reminders/<int:pk>/", reminders.reminder, "reminder"),
    ("reminders/calendar/", reminder_calendar.reminder_calendar, "reminder_calendar"),
    (
        "reminders/calendar/<int:pk>/export/",
        reminder_calendar.calendar_export,
        "reminder_calendar_export",
    ),
    ("reminders/urging/", urging.urge_list, "urge_list"),
    ("reminders/urging/<int:cycle_id>/<slug:of>/<int:pk>/", urging.urge, "urge"),
    ("reminders/rules/", ladders.ladders, "ladders"),
    ("reminders/rules/default/", ladders.default_ladder, "default_ladder"),
    ("reminders/rules/<int:pk>/", ladders.plan_ladder, "plan_ladder"),
    ("inbox/<int:pk>/acknowledge/", reminders.acknowledge_message, "acknowledge"),
]
