"""What a server imports: the application that the environment describes."""

import os

from portal import create_app
from portal.config import Settings
from portal.logs import configure_logs
from portal.parent import VARIABLE, end_with_parent
from portal.wiring import open_services

settings = Settings.from_environment(os.environ)
configure_logs(settings.log_level, settings.log_format)
end_with_parent(os.environ.get(VARIABLE))
app = create_app(settings, open_services(settings))
