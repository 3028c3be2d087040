from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, re_path

from weeknotes import health, icons
from weeknotes.errors import closed

# The admin's own login knows no limits; this sends people to the one that counts failures.
admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "weeknotes.errors.bad_request"
handler404 = "weeknotes.errors.not_found"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("favicon.ico", icons.favicon),
    # Email addresses are the owner's to give. Whoever could add a colleague's to their own account would get
    # that colleague to set a password for it, and could send mail to anybody.
    re_path(r"^accounts/(?:email|confirm-email)/", closed),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("notes.urls")),
]
