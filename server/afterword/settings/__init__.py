"""Every setting, and how the layers that set them become one ``Settings``.

Settings come in layers, later ones win: the defaults, the user's ``config.toml``, the project's
``afterword.toml``, the editor. Where a value can't be taken, that of the layers below it stays in force
and the writer gets one message with its path; the rest of its layer still counts.
"""

from afterword.settings.fields import Eagerness, SafetyLevel, Settings
from afterword.settings.files import load_settings, read_settings_file, user_config_path
from afterword.settings.merged_layers import SettingsLayer, merge_settings
from afterword.settings.paths import setting_paths
from afterword.settings.project_file import find_project_file

__all__ = [
    "Eagerness",
    "SafetyLevel",
    "Settings",
    "SettingsLayer",
    "find_project_file",
    "load_settings",
    "merge_settings",
    "read_settings_file",
    "setting_paths",
    "user_config_path",
]
