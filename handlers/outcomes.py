"""The outcomes: every kind of answer, as counted, as output by `sigap ask` and as compared in tests."""

from enum import StrEnum


class Outcome(StrEnum):
    """A dotted word for the kind of an answer. Its `meaning` is a sentence for readers of counts or JSON."""

    meaning: str

    def __new__(cls, word: str, meaning: str = "") -> "Outcome":
        """Creates a member with its word and meaning."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.meaning = meaning
        return member

    # ---- greeting, menu, stored data
    WELCOME = "welcome", "The greeting."
    MENU = "menu", "The menu."
    LANGUAGE = "language", "The language was asked for, or changed."
    THANKS = "thanks", "The person said thank you."
    HELPED = "helped.yes", "The person said that an answer helped."
    NOT_HELPED = "helped.no", "The person said that an answer did not help; a person and other answers are offered."
    PRIVACY = "privacy", "What is kept about the person, and how long."
    ERASED = "erased", "The chat was forgotten."
    OFFICES = "offices", "Where to go and whom to call."

    # ---- messages that ask nothing, or cannot be answered
    NOT_UNDERSTOOD = "not_understood", "The message was not understood; up to three topics may be offered."
    ANSWER = "answer", "A question about this chat, or small talk."
    DECLINED = "declined", "The person does not want what was offered."
    TOO_MUCH_TEXT = "too_much_text", "The message is too long to be read."
    SIMPLER = "simpler", "The last answer in simpler words."
    ATTACHED = "attached", "A photo or file came without words."
    ALBUM = "album", "One more part of an album; it is answered once, so this one gets no reply."
    GROUP = "group", "Written in a group: the answer is a link to the private chat."
    FLOOD = "flood", "Too many messages from one chat or one network."
    REPEATED = "repeated", "The same message came again, and is not answered again."
    NO_ROOM = "no_room", "A new chat cannot be kept, as its network has used up what it may keep in a day."
    OVER_BUDGET = "over_budget", "The month's budget of the channel is spent: a link to the web chat, once a day."
    COOKIES_NEEDED = "cookies.needed", "The browser refuses cookies, and the question needs a second message."
    ERROR = "error", "A bug of ours; the message is forgotten and the person asked to write again."
    UNAVAILABLE = "unavailable", "Nothing can be kept just now."
    MALFORMED = "malformed", "The line given to `sigap ask` is no such object (`error` says why)."

    # ---- the check of a NIK
    CHECK_ASKED = "check.asked", "The person is asked for a NIK."
    CHECK_FOUND = "check.found", "The person of this NIK is listed."
    CHECK_ENDED = "check.ended", "The person was listed, and is no longer."
    CHECK_UNCLEAR = "check.unclear", "The list names the person, but something in the row cannot be read."
    CHECK_NOT_LISTED = "check.not_listed", "The person is not in the list, or the second factor does not match."
    CHECK_UNAVAILABLE = "check.unavailable", "NIKs cannot be checked now: there is no key or no sound snapshot."
    CHECK_STOPPED = "check.stopped", "Staff have stopped all checks."
    CHECK_QUOTA = "check.quota", "The quota of the chat or of its network is used up, or the tries of a second factor."
    CHECK_BUSY = "check.busy", "Checks are held back because somebody guesses from many addresses or accounts."
    CHECK_FACTOR = "check.factor", "The person is asked for the second factor."
    CHECK_SEVERAL = "check.several", "The message holds several NIKs; the person chooses one."
    CHECK_EXPIRED = "check.expired", "The button was for a NIK that is no longer kept, or was asked elsewhere."
    CHECK_NOT_NIK = "check.not_nik", "The number is another one: a KK, an account, a telephone number."
    CHECK_ROUNDED = "check.rounded", "A spreadsheet has rounded the NIK: its last digits are lost."
    CHECK_IN_A_LINK = "check.in_a_link", "The NIK stands in a link, where it is not read."
    CHECK_TOO_SHORT = "check.too_short", "The number has fewer than 16 digits, or digits are hidden."
    CHECK_TOO_LONG = "check.too_long", "The number has more than 16 digits."
    CHECK_BAD_DATE = "check.bad_date", "The date of birth in the NIK does not exist."
    CHECK_UNKNOWN_REGION = "check.unknown_region", "The NIK begins with a province that does not exist."

    # ---- pages
    INFO_REGISTER = "info.register", "Whether one can register oneself."
    INFO_REGISTER_PROVINCE = "info.register.province", "The province's scheme, for which people register themselves."
    INFO_SELF_PAY = "info.self_pay", "How to join and pay oneself."
    INFO_ELIGIBLE = "info.eligible", "Who can be listed."
    INFO_DESIL = "info.desil", "How to learn one's desil."
    INFO_WHY = "info.why", "Why somebody is not listed."
    INFO_WHY_FIGURES = "info.why.figures", "The figures behind that."
    INFO_UPDATE = "info.update", "How to put population and welfare data right."
    INFO_UPDATE_PAPERS = "info.update.papers", "How to put KTP and KK right."
    INFO_UPDATE_KELURAHAN = "info.update.kelurahan", "How DTSEN is updated at the kelurahan."
    INFO_UPDATE_APP = "info.update.app", "How DTSEN is updated by phone."
    INFO_UPDATE_AFTER = "info.update.after", "What happens after a proposal."
    INFO_BENEFITS = "info.benefits", "What the cover pays."
    INFO_BENEFITS_ACCIDENT = "info.benefits.accident", "What it pays after an accident at work."
    INFO_BENEFITS_DEATH = "info.benefits.death", "What it pays after a death."
    INFO_CONTRIBUTION = "info.contribution", "Who pays the contribution."
    INFO_CLAIM = "info.claim", "How to claim."
    INFO_CLAIM_ACCIDENT = "info.claim.accident", "How to claim after an accident at work."
    INFO_CLAIM_PAPERS = "info.claim.papers", "The papers for that."
    INFO_CLAIM_DEATH = "info.claim.death", "How to claim after a death."
    INFO_CLAIM_KILLED = "info.claim.killed", "What to do first after a death by an accident."
    INFO_CLAIM_HEIRS = "info.claim.heirs", "Who the heirs are, in their order."
    INFO_ABOUT = "info.about", "What SIGAP is."
    INFO_ABOUT_FIGURES = "info.about.figures", "Figures and dates of the programme."
    INFO_WHO = "info.who", "Who runs the bot, and how to make sure that it is genuine."
    INFO_SCAMS = "info.scams", "How to recognise fraud."
    INFO_SCAMMED = "info.scammed", "What to do after one was cheated."
    INFO_MISUSED = "info.misused", "What to do when others use one's NIK."
    INFO_MEMBERSHIP = "info.membership", "How to see whether one is a member of BPJS Ketenagakerjaan."
    INFO_HUMAN = "info.human", "Where to talk to a person."
    INFO_EMERGENCY = "info.emergency", "Help after an accident."
    INFO_EMERGENCY_HOSPITAL = "info.emergency.hospital", "What to say at the hospital after an accident."
    INFO_DESPAIR = "info.despair", "Help for somebody who despairs."
    INFO_CALM = "info.calm", "The answer to an insult or a complaint."
    INFO_KESEHATAN = "info.kesehatan", "BPJS Kesehatan is another institution."
    INFO_JHT = "info.jht", "Old-age savings (JHT) are not part of SIGAP."
    INFO_BSU = "info.bsu", "The wage subsidy (BSU) is not part of SIGAP."
    INFO_BANSOS = "info.bansos", "Social assistance (PKH, BPNT) is not part of SIGAP."
    INFO_KABUPATEN = "info.kabupaten", "Kabupaten Bekasi is not Kota Bekasi."
    INFO_CITY = "info.city", "Another city."
    INFO_NOT_OURS = "info.not_ours", "Something else that is not ours."

    # ---- the guide, pictures, watches
    GUIDE = "guide", "A step of the guided way to put data right."
    SITUATIONS = "situations", "The person chooses what they have to see to."
    SITUATION = "situation", "What to do in one situation: where to go, what to bring, what to say."
    GUIDE_PROBLEM = "guide.problem", "What to do where a step of the guide does not work."
    PICTURE_KELURAHAN = "picture.kelurahan", "The picture of the way by the kelurahan."
    PICTURE_APP = "picture.app", "The picture of the way by phone."
    PICTURE_PAPERS = "picture.papers", "The picture of the papers to bring."
    PICTURE_PROTECTS = "picture.protects", "The picture of what SIGAP protects from."
    WATCH_KEPT = "watch.kept", "The person will be told when the answer changes."
    WATCH_TOO_MANY = "watch.too_many", "The chat waits for news of as many NIKs as it may."
    WATCH_LIST = "watch.list", "The NIKs of which the chat waits for news."
    WATCH_DROPPED = "watch.dropped", "The chat waits for news of a NIK no longer."
    NEWS = "news", "The web page asked by itself whether there is news."

    # ---- announcements
    ANNOUNCEMENTS = "announcements", "What is announced, and how to subscribe or stop."
    SUBSCRIBED = "subscribed", "The chat is subscribed."
    SUBSCRIBED_WHERE = "subscribed.where", "The person is asked for the kecamatan."
    SUBSCRIBED_LATER = "subscribed.later", "The subscription cannot be kept today (see `no_room`)."
    UNSUBSCRIBED = "unsubscribed", "The chat is no longer subscribed."
    INVITE_DECLINED = "invite.declined", "The person does not want announcements."
    GENUINE_ASKED = "genuine.asked", "The person is asked for the message to compare."
    GENUINE_YES = "genuine.yes", "The message is ours, as we sent it."
    GENUINE_ALTERED = "genuine.altered", "The message is one of ours, and was altered."
    GENUINE_CODE = "genuine.code", "The check code is of one of our announcements; its text was not seen."
    GENUINE_NOT_OURS = "genuine.not_ours", "The message is not ours."
    GENUINE_SHOWN = "genuine.shown", "The original of an announcement."

    # ---- cadres
    CADRE_ACCEPTED = "cadre.accepted", "The chat took the role of a cadre."
    CADRE_STATUS = "cadre.status", "The role of this chat, and until when it lasts."
    CADRE_NONE = "cadre.none", "This chat has no such role."
    CADRE_WRONG_CODE = "cadre.wrong_code", "There is no such code, or it was used or ran out."
    CADRE_TOO_MANY_TRIES = "cadre.too_many_tries", "The chat tried too many codes."
    CADRE_GIVEN_BACK = "cadre.given_back", "The cadre gave the role back."

    # ---- the staff's desk; not counted
    STAFF_LOBBY = "staff.lobby", "Where the desk begins."
    STAFF_NO_ROLE = "staff.no_role", "This member's role does not allow it."
    STAFF_ASKED = "staff.asked", "The desk asks for something, or cannot take what was typed or pressed."
    STAFF_DRAFT = "staff.draft", "The draft as it stands."
    STAFF_ALBUM = "staff.album", "One more picture sent together with others; they were answered once."
    STAFF_THROWN_AWAY = "staff.thrown_away", "The draft was thrown away."
    STAFF_PREVIEW = "staff.preview", "The pre-flight and the exact preview."
    STAFF_HANDED_IN = "staff.handed_in", "The announcement waits for approval."
    STAFF_NOT_YOURS = "staff.not_yours", "The writer of an announcement may not approve it."
    STAFF_APPROVED = "staff.approved", "The announcement was approved."
    STAFF_RETURNED = "staff.returned", "The announcement was sent back to its writer."
    STAFF_FOLLOWED = "staff.followed", "How the announcement stands while it is sent."
    STAFF_CONTENT = "staff.content", "What people get, or got."
    STAFF_PAUSED = "staff.paused", "The sending is paused."
    STAFF_RESUMED = "staff.resumed", "The sending goes on."
    STAFF_ABORTED = "staff.aborted", "The sending was aborted."
    STAFF_REPORT = "staff.report", "The report of an announcement."
    STAFF_CSV = "staff.csv", "The report as a file."
    STAFF_RESENT = "staff.resent", "It is sent again to those of whom it was not known."
    STAFF_FIGURES = "staff.figures", "The figures."
    STAFF_CADRE_LISTED = "staff.cadre.listed", "The cadres and invitations."
    STAFF_CADRE_SHOWN = "staff.cadre.shown", "One cadre."
    STAFF_CADRE_GONE = "staff.cadre.gone", "The cadre or invitation is no longer there."
    STAFF_CADRE_ASKED = "staff.cadre.asked", "The desk asks how long, or for whom."
    STAFF_CADRE_INVITED = "staff.cadre.invited", "The invitation, with its code."
    STAFF_CADRE_WITHDRAWN = "staff.cadre.withdrawn", "The invitation was withdrawn."
    STAFF_CADRE_EXTENDED = "staff.cadre.extended", "The role was extended."
    STAFF_CADRE_TAKEN_BACK = "staff.cadre.taken_back", "The role was taken back."


TO_RETYPE = frozenset(
    {
        Outcome.FLOOD,
        Outcome.ERROR,
        Outcome.UNAVAILABLE,
        Outcome.TOO_MUCH_TEXT,
        Outcome.CHECK_TOO_SHORT,
        Outcome.CHECK_TOO_LONG,
        Outcome.CHECK_BAD_DATE,
        Outcome.CHECK_UNKNOWN_REGION,
    }
)
"""Outcomes after which a person corrects or repeats what they typed: all else is as it was before the message."""
