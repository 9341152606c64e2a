"""
How Sphinx builds the documentation, with pydoctor for the API.
"""

from pathlib import Path

ROOT = Path(__file__).parent.parent

project = "connect4tx"
author = "The connect4tx authors"
copyright = author

extensions = [
    "myst_parser",
    # pydoctor's extension adds the API to the inventories that this one keeps.
    "sphinx.ext.intersphinx",
    "pydoctor.sphinx_ext.build_apidocs",
]
exclude_patterns = ["_build", "newsfragments", "examples"]
html_theme = "alabaster"
nitpicky = True
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# Nothing is fetched: the documentation builds without a network.
intersphinx_mapping: dict[str, tuple[str, str]] = {}
pydoctor_args = [
    f"--config={ROOT / 'pyproject.toml'}",
    f"--add-package={ROOT / 'connect4tx'}",
    f"--project-base-dir={ROOT}",
    "--html-output={outdir}/api",
]
pydoctor_url_path = "api/"
