"""The sign-in page as HTML: one field, one line of script, nothing of the library."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from markupsafe import Markup

from bot.html.access_wording import AccessWording

SCRIPT = Markup('document.forms[0].action = "login" + location.search + location.hash;')
"""Where a link led stands in the address, whose end no server sees: the form takes it along."""

_SCRIPT_SHA256 = b64encode(sha256(SCRIPT.encode()).digest()).decode()

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    f"frame-ancestors 'none'; script-src 'sha256-{_SCRIPT_SHA256}'"
)

_STYLE = Markup("""
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  background: light-dark(#f5f5f2, #131519); color: light-dark(#1c2026, #e7e9ec); }
main { width: min(22rem, calc(100vw - 3rem)); }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
p { margin: 0 0 1.5rem; color: light-dark(#59616d, #a4acb9); overflow-wrap: anywhere; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
input, button { box-sizing: border-box; width: 100%; font: inherit; padding: .6rem .8rem;
  border-radius: 8px; border: 1px solid light-dark(#767c86, #7b8494); }
input { background: light-dark(#fff, #1b1e24); color: inherit; }
button { margin-top: 1rem; border: 0; cursor: pointer; font-weight: 600;
  background: light-dark(#1d5fb4, #8ab8f5); color: light-dark(#fff, #0d1a2b); }
.wrong { margin: .75rem 0 0; color: light-dark(#b3261e, #ff9d94); }
""")
_PAGE = Markup(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="robots" content="noindex"><title>{title}</title><style>{style}</style></head>'
    '<body><main><h1>Footnote</h1><p>{invitation}</p><form method="post" action="login">'
    '<label for="password">{password}</label>'
    '<input id="password" name="password" type="password" required autofocus '
    'autocomplete="current-password"{described}>{wrong}'
    '<button type="submit">{sign_in}</button></form></main><script>{script}</script></body></html>'
)


def sign_in_html(wording: AccessWording, *, problem: str = "") -> Markup:
    """The whole page; ``problem`` says why the last try failed."""
    wrong = Markup('<p class="wrong" id="wrong" role="alert">{}</p>').format(problem)
    return _PAGE.format(
        language=wording.code,
        title=wording.title,
        style=_STYLE,
        script=SCRIPT,
        invitation=wording.invitation,
        password=wording.password,
        sign_in=wording.sign_in,
        described=Markup(' aria-describedby="wrong"') if problem else Markup(""),
        wrong=wrong if problem else Markup(""),
    )
