from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from weeknotes import health, icons

# The admin's own login knows no limits; this sends people to the one that counts failures.
admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "weeknotes.errors.bad_request"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("favicon.ico", icons.favicon),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("notes.urls")),
]
