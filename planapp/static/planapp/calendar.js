// The date picker's weekdays by their Chinese names; Django's own translation leaves them in English.
"use strict";

if (window.CalendarNamespace) {
  window.CalendarNamespace.daysOfWeekInitial = ["日", "一", "二", "三", "四", "五", "六"];
  window.CalendarNamespace.firstDayOfWeek = 1;
}
