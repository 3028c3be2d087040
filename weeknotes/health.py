"""Is the process alive, and may it be sent visitors?"""

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """503 with a sentence while the database is out of reach or behind the code."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return HttpResponse("The database cannot be reached.\n", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("Migrations wait to be applied.\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
