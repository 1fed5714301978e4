"""What class tokens, addresses and short strings tell the structural segmenter; no platform is named here."""

from __future__ import annotations

import re

from boilerstrip import prebuilt
from boilerstrip.memory import remembered


def _abroad(what: str) -> frozenset[str]:
    """The words of all languages for ``what`` in ``data/classwords.toml``."""
    return frozenset(w for line in prebuilt.read(prebuilt.DATA / "classwords.toml")[what].values() for w in line.split())


# Class tokens that tell members of one list apart; they must not split it.

VARIANTS = frozenset(
    "odd even alt alternate first last op new unread read active current selected open closed hidden visible left right "
    "is-first is-last thread-odd thread-even thread-alt bypostauthor byuser by-user".split()
)
NAME_TOKENS = frozenset(
    "author username userlink poster postername nick nickname fn commenter commentator posted-by postedby "
    "post-author postauthor comment-author commentauthor user-name author-name authorname membername member-name "
    "display-name displayname screenname handle bigusername mention-name creator "
    "message-name largeusername user-link profile-link login full-name user-login".split()
) | _abroad("name")
RANK_TOKENS = frozenset(
    "rank title usertitle user-title role badge badges group usergroup user-group userrank status level banner userbanner posts "
    "location count number avatar stats reputation karma score points time date datetime timestamp permalink signature "
    "quote like likes reply action actions button controls buttons".split()
)
DATE_TOKENS = frozenset(
    "date time datetime timestamp posted post-date postdate dateline published created ago age postinfo "
    "post-time posttime comment-date commentdate relative-time created-at dateposted relativetime".split()
) | _abroad("date")
QUOTE_TOKENS = frozenset(
    "quote bbcode_quote bbcodequote bbcode-quote quotebox quote-box quotemain quotetop quotecontent quoteauthor quote_container "
    "bbcodeblock--quote bbcodeblock-quote ipsquote quoted quotedtext quoted-text zitat citation blockquote userquote bbcode_container "
    "postquote post-quote quoteblock gmail_quote replyquote quote-text quotetext msgquote messagequote".split()
)
SIGNATURE_TOKENS = frozenset(
    "signature sig signatur user-signature post-signature postsignature post_sig post-sig usersignature messagesignature "
    "message-signature forumsignature signaturecontainer forum-signature".split()
)
EDIT_TOKENS = frozenset(
    "edited lastedited last-edited edit-note editnote message-lastedit notice lastedit editedby edited-by edit-info "
    "modified postedit post-edit edit-date editdate edit-message editby after_content".split()
)
PANEL_TOKENS = frozenset(
    "userinfo user-info userdetails user-details postprofile userpanel userprofile user-profile profile message-user poster "
    "messageuserinfo postbit-author author-info authorinfo post-user userstats user-stats poster_info avatar".split()
)
CHROME_TOKENS = frozenset(
    "actions buttons toolbar controls button btn menu dropdown share sharing social vote votes voting like likes reactions report "
    "footer post-footer post-menu postbuttons post-buttons post-buttons message-actions actionbar reputation thanks "
    "advertisement advert ad ads sponsored reply-link attribution-links modal tooltip breadcrumb pagination pager navigation nav".split()
)
COMMENT_TOKENS = frozenset(
    "comment comments commentlist comment-list comments-list respond commentbody comment-body comment-content commentary-list disqus "
    "feedback review reviews responses response guestbook trackback pingback comments-area comment-wrap commentblock comment-text "
    "comment_text usercomment".split()
) | _abroad("comment")
THREAD_TOKENS = frozenset(
    "post posts thread topic forum message messages postbody post-body postlist topic-post viewtopic showthread "
    "discussion answer answers question posting postcontent post-content forumpost board msg threadpost post_body postbit reply replies".split()
)
# What customers say, chosen and put there by whoever made the page: its content.
PRAISE_TOKENS = frozenset("testimonial testimonials".split())
# What one unit of a list of people's words is called.
UNIT_TOKENS = frozenset(
    "comment post message reply review answer response posting feedback opinion topic-post post-container".split()
) | _abroad("unit")
_SAID_TOKENS = COMMENT_TOKENS & UNIT_TOKENS
_PIECE_TOKENS = _abroad("piece")
FORUM_TOKENS = frozenset(
    "thread topic forum viewtopic showthread discussion postbit forums threads topics postlist forumpost qa question answer answers".split()
)

# Words of an address that leads to a person: "/members/jane.12/", "memberlist.php?mode=viewprofile&u=7", "/u/jane".
_USER_WORDS = frozenset(
    "member members user users profil profile profiles profilo u author authors people mitglied mitglieder mitgliedern memberlist userinfo viewprofile "
    "showuser utilisateur utilisateurs membre membres usuario usuarios perfil account benutzer benutzers uid userid user_id nutzer channel "
    "personal lid leden autor auteur member.php profile.php medlem medlemmer medlemmar bruker brukere bruger brugere anvandare "
    "kayttaja jasen jasenet uzivatel uzivatele clen czlonek uzytkownik uzytkownicy utilizador utilizadores membro membros utente utenti "
    "felhasznalo utilizator membru uye kullanici korisnik polzovatel thanhvien".split()
)
_NO_USER_WORDS = frozenset(
    "login log-in signin sign-in register signup sign_up logout privmsg compose reply quote posting report search password settings "
    "edit delete message".split()
)
_HREF_SPLIT = re.compile(r"[/?&=.:;#%]+")


@remembered
def user_href(href: str) -> bool:
    """Whether an address looks like that of a person's page."""
    low = href[:300].lower()
    parts = set(_HREF_SPLIT.split(low))
    if "/@" in low or "/~" in low:
        return True
    return not _USER_WORDS.isdisjoint(parts) and _NO_USER_WORDS.isdisjoint(parts)


_DIGITS = re.compile(r"\d+")
_SPLIT = re.compile(r"[-_]+|(?<=[a-z])(?=[A-Z])")


@remembered
def generalise(token: str) -> str:
    """A class token without its number, ``""`` where it only tells list members apart: ``post-123`` → ``post``."""
    low = token.lower()
    if low in VARIANTS:
        return ""
    if not _DIGITS.search(low):
        return low
    return _DIGITS.sub("", low).strip("-_")


def words_of(token: str) -> frozenset[str]:
    """The token, lower-cased, and its last word and two last words: ``c-post__Author`` → {``c-post__author``, ``author`` …}.

    The head of an English compound is its last word: ``comment-author`` is an author, ``author-comment`` is not.
    """
    return frozenset(_heads(token.lower(), [p.lower() for p in _SPLIT.split(token) if p]))


def _heads(low: str, parts: list[str]) -> list[str]:
    """What :func:`words_of` gives for a token of these parts."""
    if len(parts) < 2:
        return [low, *parts]
    return [low, parts[-1], parts[-2] + parts[-1], f"{parts[-2]}-{parts[-1]}"]


@remembered
def parts_of(token: str) -> frozenset[str]:
    """All words of a token: ``comment-list`` → {comment, list, comment-list}."""
    return frozenset([p.lower() for p in _SPLIT.split(token) if p] + [token.lower()])


# What the class tokens of an element say, as bits of ``traits``.
NAME, RANK, DATE, QUOTE, SIGNATURE, EDIT, PANEL, CHROME, COMMENT, UNIT = (1 << i for i in range(10))


@remembered
def traits(classes: tuple[str, ...]) -> int:
    """What an element's class tokens say that it is, as a sum of ``NAME``, ``RANK``, … ``UNIT``."""
    bits = 0
    for token in classes:
        bits |= token_traits(token)
    return bits


@remembered
def token_traits(token: str) -> int:
    """:func:`traits` of one class or id token."""
    low = token.lower()
    if low != token:
        parts = [p.lower() for p in _SPLIT.split(token) if p]
    elif "-" in token or "_" in token:
        parts = [p for p in token.replace("_", "-").split("-") if p]
    else:
        parts = [low]
    words = _heads(low, parts)
    bits = 0
    for word in words:
        if word in _BITS:
            bits |= _BITS[word]
    if low in QUOTE_TOKENS:
        bits |= QUOTE
    if low in COMMENT_TOKENS or not COMMENT_TOKENS.isdisjoint(parts):
        bits |= COMMENT
    plain = generalise(token)
    if plain and (not UNIT_TOKENS.isdisjoint(words if plain == token else words_of(plain)) or (len(parts) > 1 and _piece(token))):
        bits |= UNIT
    return bits


def _piece(token: str) -> bool:
    """Whether a token means one piece of what readers say: ``comment-item``, ``mo-comment-card``."""
    parts = [p.lower() for p in _SPLIT.split(_DIGITS.sub("", token)) if p]
    return len(parts) > 1 and parts[-1] in _PIECE_TOKENS and parts[-2] in _SAID_TOKENS


_BITS: dict[str, int] = {}
for _bit, _tokens in (
    (NAME, NAME_TOKENS), (RANK, RANK_TOKENS), (DATE, DATE_TOKENS), (SIGNATURE, SIGNATURE_TOKENS), (EDIT, EDIT_TOKENS),
    (PANEL, PANEL_TOKENS), (CHROME, CHROME_TOKENS),
):  # fmt: skip
    for _token in _tokens:
        _BITS[_token] = _BITS.get(_token, 0) | _bit


@remembered
def general(classes: tuple[str, ...]) -> tuple[str, ...]:
    """Class tokens without numbers and variants, sorted, each once."""
    return tuple(sorted({g for t in classes if (g := generalise(t))}))
