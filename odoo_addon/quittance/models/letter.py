"""An e-mail as it came: who sent it, whether the company's own server vouches for that, and which
files it carries. Nothing here is of Odoo.

Bytes are taken from the message itself: what a mail program calls text must not be decoded and
written anew, or a list in another character set would come out changed.
"""

import email
import email.errors
import email.policy
import re
from collections import namedtuple

AT_MOST = 50  # files of one message; the portal's limit
DEPTH = 8
# What mail programs add by themselves.
NOT_SENT_BY_PEOPLE = {
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
    "application/pgp-keys", "text/calendar", "text/vcard", "text/x-vcard", "text/directory",
    "message/delivery-status", "message/disposition-notification", "text/rfc822-headers",
}
DAMAGED = (email.errors.InvalidBase64LengthDefect, email.errors.CloseBoundaryNotFoundDefect,
           email.errors.StartBoundaryNotFoundDefect)
# kind: file, picture, extra, message (another message), deep, winmail
Attachment = namedtuple("Attachment", "name kind part")


def parse(raw):
    return email.message_from_bytes(raw, policy=email.policy.SMTP)


def content_of(attachment):
    """The bytes of an attachment, exactly as its sender packed them."""
    return attachment.part.get_payload(decode=True) or b""


def attachments_of(message):
    """[Attachment] in their order; the text of the message is none."""
    found = []
    _collect(message, found, 0)
    return found


def _collect(part, found, depth):
    kind = part.get_content_type()
    if kind.startswith("message/") and kind not in NOT_SENT_BY_PEOPLE:
        found.append(Attachment(part.get_filename() or "", "message", part))
    elif part.is_multipart() and kind not in NOT_SENT_BY_PEOPLE:
        if depth >= DEPTH:
            found.append(Attachment("", "deep", part))
            return
        for one in part.iter_parts() if part.get_content_maintype() == "multipart" else ():
            _collect(one, found, depth + 1)
    elif _is_attached(part, kind):
        found.append(Attachment(part.get_filename() or "", _kind(part, kind), part))


def _is_attached(part, kind):
    """Apple's programs send a list as `inline`: a name or another kind than text is enough."""
    return bool(part.get_filename() or part.get_content_disposition() == "attachment"
                or kind not in ("text/plain", "text/html"))


def _kind(part, kind):
    if part.get_content_maintype() == "image":
        return "picture"
    if kind in NOT_SENT_BY_PEOPLE:
        return "extra"
    if kind == "application/ms-tnef" or (part.get_filename() or "").lower() == "winmail.dat":
        return "winmail"
    return "file"


def damaged(message):
    """Whether the message came cut off, or a file in it with bytes missing."""
    for part in message.walk():
        if not part.is_multipart():
            part.get_payload(decode=True)  # notes what is wrong with it
        if any(isinstance(defect, DAMAGED) for defect in part.defects):
            return True
    return False


def sender_of(message):
    """The one address that it says to come from, in lower case; "" when that is not one."""
    headers = message.get_all("From") or []
    if len(headers) != 1:
        return ""
    addresses = getattr(headers[0], "addresses", ())
    if len(addresses) != 1 or not addresses[0].domain or not addresses[0].username:
        return ""
    return addresses[0].addr_spec.lower()


def is_automatic(message):
    """An answer that a machine gave (RFC 3834). A program that sends lists is no such answer."""
    said = str(message.get("Auto-Submitted", "")).strip().lower()
    if said.startswith("auto-replied"):
        return True
    return bool(message.get("X-Autoreply") or message.get("X-Autorespond")
                or str(message.get("Precedence", "")).strip().lower() == "auto_reply")


# ------------------------------------------------------------------ Authentication-Results

COMMENT = re.compile(r"\((?:\\.|[^()\\])*\)")
QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
RESULT = re.compile(r"\s*(dmarc|spf|dkim)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)")


def verdict_of(message, servers):
    """`pass`, `fail` or "" (nothing said) by those of the company's own servers (RFC 8601).

    DMARC decides where it is said. Else a failed SPF or DKIM is a fail, unless DKIM has passed:
    a forwarded message fails SPF and keeps its signature. The uppermost header counts: a server
    writes above what came with the message.
    """
    found = {}
    for header in message.get_all("Authentication-Results") or []:
        for method, results in _results(str(header), servers).items():
            found.setdefault(method, results)
    if found.get("dmarc", set()) & {"pass", "fail"}:
        return "fail" if "fail" in found["dmarc"] else "pass"
    if "pass" in found.get("dkim", ()):
        return "pass"
    return "fail" if any("fail" in found.get(method, ()) for method in ("spf", "dkim")) else ""


def _results(header, servers):
    """{method: {result}} of a header that one of the servers wrote; {} of others."""
    text = QUOTED.sub("", header.lower())
    while (shorter := COMMENT.sub(" ", text)) != text:
        text = shorter
    name, *rest = text.split(";")
    if (name.split() or [""])[0] not in servers:
        return {}
    found = {}
    for one in rest:
        said = RESULT.match(one)
        if said:
            found.setdefault(said[1], set()).add(said[2])
    return found
