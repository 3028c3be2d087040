"""How static files are stored where the product is served: each under a name that changes with its content."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Scripts are ES modules: what they import must be asked for by its hashed name as well, or a browser would
    keep an old part beside a new whole.
    """

    support_js_module_import_aggregation = True
