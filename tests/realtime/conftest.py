from tests.browser import browser, new_page  # noqa: F401 - fixtures
from tests.commands.conftest import installation, migrated  # noqa: F401 - fixtures
