"""Addresses: reports that are handed in, those that were kept, files made apart, layouts."""

from __future__ import annotations

from planapp.pages import frozen_reports, report_runs, report_templates, reports
from planapp.pages.address import Address

PAGES: list[Address] = [
    ("reports/", reports.report_page, "reports"),
    ("reports/files/", report_runs.report_runs, "report_runs"),
    ("reports/files/make/", report_runs.make_report_file, "make_report_file"),
    ("reports/files/<int:pk>/", report_runs.made_file, "made_file"),
    ("reports/files/<int:pk>/again/", report_runs.make_again, "make_again"),
    ("reports/files/<int:pk>/cancel/", report_runs.cancel_report_file, "cancel_report_file"),
    ("reports/templates/", report_templates.report_templates, "report_templates"),
    ("reports/templates/<slug:kind>/", report_templates.template_file, "template_file"),
    (
        "reports/templates/<slug:kind>/remove/",
        report_templates.remove,
        "remove_template",
    ),
    ("reports/templates/<slug:kind>/sample/", report_templates.sample, "template_sample"),
    ("reports/templates/<slug:kind>/trial/", report_templates.trial, "template_trial"),
    ("reports/frozen/", frozen_reports.frozen_reports, "frozen_reports"),
    ("reports/frozen/<int:pk>/", frozen_reports.frozen_report, "frozen_report"),
    ("reports/frozen/<int:pk>/archive/", report_runs.make_archive, "make_archive"),
    (
        "reports/frozen/<int:pk>/<slug:kind>/",
        frozen_reports.frozen_report_file,
        "frozen_report_file",
    ),
    ("reports/paper/<slug:kind>/", reports.report_paper, "report_paper"),
    ("reports/<slug:kind>/", reports.report_file, "report_file"),
]
