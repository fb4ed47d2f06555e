from django.urls import path

from politoscope.notices.views import organise, public

app_name = "notices"
urlpatterns = [
    path("<slug:edition>/accessibility/", public.accessibility, name="accessibility"),
    path("<slug:edition>/accessibility/report/", public.report, name="report"),
    path("<slug:edition>/privacy/", public.privacy, name="privacy"),
    path("<slug:edition>/imprint/", public.imprint, name="imprint"),
    path("<slug:edition>/organise/notices/", organise.office, name="office"),
    path("<slug:edition>/organise/notices/accessibility/", organise.statement, name="statement"),
    path("<slug:edition>/organise/notices/barriers/", organise.reports, name="reports"),
    path("<slug:edition>/organise/notices/barriers/<uuid:report>/answer/", organise.answer, name="answer"),
    path("<slug:edition>/organise/notices/retention/", organise.retention, name="retention"),
    path("<slug:edition>/organise/notices/retention/lift/", organise.lift_hold, name="lift_hold"),
    path("<slug:edition>/organise/notices/text/<slug:kind>/", organise.text, name="text"),
]
