"""Short follow-ups are answered about the page that was answered last; clear new questions are not."""

import pytest

from data.content import texts
from data.content.fine_answers import answers
from handlers.memory.last_page import follow_up_step
from handlers.messages import Answer, Incoming
from tests.conftest import BUDI, JOKO, NOBODY, Clock, Office, Opened, Person
from tests.support.readings import reading
from tests.support.step_texts import text_of

# ---------------------------------------------------------------- the table, as a function of page and message


@pytest.mark.parametrize(
    ("page", "said", "step"),
    [
        # as people type, in Indonesian
        ("info.update", "brp lama ya", "answer.update.long"),
        ("info.update", "bayar ga?", "answer.update.fees"),
        ("info.update", "gratis?", "answer.update.fees"),
        ("info.update", "dmn", "offices.welfare"),
        ("info.update", "dukcapilnya dimana", "offices.population"),
        ("info.update", "berkasnya apa aja", "answer.update.papers"),
        ("info.update", "knp harus", "answer.update.why"),
        ("info.update", "contohnya?", "answer.update.example"),
        ("info.update", "yg salah apanya ya", "answer.update.what_is_wrong"),
        ("info.update.papers", "apa yg dibawa", "answer.update.papers"),
        ("info.update.kelurahan", "trus?", "info.update.after"),
        ("info.desil", "tiap berapa bulan diperbarui", "answer.update.desil_often"),
        ("info.desil", "gimana biar turun", "answer.update.desil_lower"),
        ("info.desil", "yg nentuin siapa", "answer.eligible.desil_who"),
        ("info.claim", "berkasnya", "answer.claim.papers"),
        ("info.claim.accident", "lapornya gimana", "answer.claim.accident_report"),
        ("info.claim.accident", "brp lama", "answer.claim.accident_when"),
        ("info.claim.death", "kpn cair", "answer.claim.paid_when"),
        ("info.claim.death", "dmn kantornya", "offices.bpjs"),
        ("info.claim.death", "akta belum jadi", "answer.claim.no_certificate"),
        ("info.claim.death", "yang nerima siapa", "answer.claim.heirs_who"),
        ("info.benefits.accident", "kalo sampe tewas", "answer.benefits.death"),
        ("info.benefits.accident", "yg deket rawalumbu?", "answer.claim.hospital_which"),
        ("info.benefits.death", "baru gabung 2 bulan", "answer.benefits.three_months"),
        ("info.contribution", "sampai kapan", "answer.about.still_running"),
        ("info.contribution", "nanti ditagih ga", "answer.paid.billed"),
        ("info.eligible", "harus punya ktp bekasi?", "answer.eligible.kk_elsewhere"),
        ("info.eligible", "kalo tukang parkir", "answer.eligible.jobs"),
        ("info.eligible", "berarti pasti dapet?", "answer.eligible.sure"),
        ("info.about", "sejak kapan", "answer.about.since"),
        ("info.scams", "aman ga itu", "answer.scam.link"),
        ("info.scams", "lapor kemana", "answer.scam.report_where"),
        ("check.asked", "nik nya apa sih yg mana", "answer.check.nik_where"),
        ("check.not_listed", "alasannya apa", "answer.eligible.why_not"),
        ("check.found", "sampai kapan", "answer.about.still_running"),
        ("info.why", "trus kemana dong", "offices.welfare"),
        ("info.human", "kalau meninggal", "answer.benefits.death"),
        ("info.benefits.death", "anak saya 2 masih sd, ada beasiswa ga", "answer.benefits.scholarship_terms"),
        ("info.benefits.accident", "kalau cacat?", "answer.benefits.disability"),
        ("info.benefits", "kalo sakit biasa?", "answer.benefits.sick"),
        ("info.benefits.accident", "motornya diganti juga?", "answer.benefits.vehicle"),
        ("info.claim.accident", "udah telat gimana", "answer.claim.report_late"),
        ("info.eligible", "ada batas umur ga", "answer.eligible.age"),
        ("info.eligible", "kalo karyawan pabrik", "answer.eligible.employer"),
        ("info.update", "bisa lewat hp?", "info.update.app"),
        ("info.update.app", "saya gaptek", "info.update.kelurahan"),
        ("info.update", "nomor wa nya", "answer.office.phone"),
        ("offices", "bukanya jam berapa", "answer.office.hours"),
        ("info.claim.death", "bisa diwakilin ga", "answer.claim.by_proxy"),
        ("info.update.kelurahan", "petugasnya ga ada", "answer.update.officer_absent"),
        # in Sundanese and in English
        ("info.update", "sabaraha lami", "answer.update.long"),
        ("info.update", "di mana", "offices.welfare"),
        ("info.claim.death", "kumaha carana", "answer.claim.death_steps"),
        ("info.claim.death", "iraha cair", "answer.claim.paid_when"),
        ("info.contribution", "mayar teu", "answer.paid.billed"),
        ("info.update", "how long", "answer.update.long"),
        ("info.claim", "where?", "offices.bpjs"),
        ("info.claim", "which documents do i bring", "answer.claim.papers"),
        ("info.update", "is it free?", "answer.update.fees"),
        ("info.eligible", "why?", "answer.eligible.why_not"),
        # what has words that are elsewhere another page's
        ("info.about", "kalau saya mau daftar gimana", "answer.register.how"),
        ("info.update.papers", "cara masukin nama anak", "answer.update.kk_born"),
        ("info.scams", "emang harus bayar", "answer.scam.asked_money"),
        ("info.benefits.accident", "kalo meninggal sakit", "answer.benefits.death_illness"),
        ("info.benefits.death", "kalo ketabrak terus meninggal", "answer.benefits.killed"),
        ("info.claim.death", "kalo udah 3 bulan lewat masih bisa ga", "answer.claim.deadline"),
        ("info.claim.accident", "telat 5 hari gpp?", "answer.claim.report_late"),
        ("info.claim.accident", "nota obat disimpen ga", "answer.claim.receipts"),
        ("info.desil", "kenapa naik", "answer.update.desil_rose"),
        ("info.eligible", "umur 70 masih bisa?", "answer.eligible.age"),
        ("info.eligible", "berapa orang yg dapet", "answer.eligible.quota"),
        ("info.about", "misalnya?", "answer.eligible.jobs"),
        ("info.benefits", "anak bini dapet juga ga", "answer.benefits.family"),
        ("check.found", "kalo saya kecelakaan gmn", "info.benefits.accident"),
        ("check.not_listed", "napa kaga ada", "answer.eligible.why_not"),
        ("check.not_listed", "naha teu aya", "answer.eligible.why_not"),
        ("info.update", "udah dr rw nih, trs", "info.update.kelurahan"),
        ("info.self_pay", "daftarnya dimana", "answer.paid.self_pay_how"),
        # one answer for each of what judges missed
        ("info.claim.accident", "lapornya kemana, berapa lama batasnya", "answer.claim.accident_report"),
        ("answer.benefits.off_work", "motornya rusak juga diganti ga", "answer.benefits.vehicle"),
        ("answer.benefits.off_work", "uang gantinya sampe berapa lama", "answer.benefits.off_work"),
        ("info.benefits.death", "anak saya masih sd dpt brp", "answer.benefits.scholarship_terms"),
        ("check.found", "dapet duit ga nih", "answer.benefits.amounts"),
        ("info.claim.killed", "ahli warisnya siapa", "answer.claim.heirs_who"),
        ("info.claim.killed", "yg berhak terima siapa", "answer.claim.heirs_who"),
        ("info.claim.death", "ahli waris syaratnya apa", "answer.claim.heirs_who"),
        ("info.claim.death", "nikahnya siri gimana", "answer.claim.no_marriage_book"),
        ("info.claim.death", "dapat santunan tidak ya pak", "answer.benefits.death"),
        ("info.claim.death", "ngurusnya mulai dari mana ya", "answer.claim.no_certificate"),
        ("info.benefits.death", "brp dpt nya", "answer.benefits.death"),
        ("info.emergency.hospital", "rs minta dp dulu", "answer.claim.hospital_money"),
        ("info.claim.accident", "perlu lapor polisi ga", "answer.claim.no_police_witness"),
        ("info.claim.accident", "biayanya minta kemana", "answer.claim.receipts"),
        ("info.update.kelurahan", "operatornye lagi cuti", "answer.update.officer_absent"),
        ("answer.update.officer_absent", "terus aye kudu pegimane", "answer.update.online"),
        ("info.update.app", "trus?", "answer.update.app_propose"),
        ("info.register", "kata bu rt bisa lewat dia", "answer.register.via_rt"),
        ("info.why", "cuma kenalannya pak rt yg dapet", "answer.eligible.rt_favours"),
        ("info.desil", "motor saya 2 ngaruh ga", "answer.eligible.assets"),
        ("info.about", "kuotanya masih sisa ga", "answer.eligible.quota"),
        ("check.found", "dari kapan", "answer.check.since"),
        ("offices.population", "alamatnya dimana", "answer.office.disdukcapil"),
        # the same for somebody else
        ("info.eligible", "kalo istri saya?", "check"),
        ("check.not_listed", "bisa untuk ibu saya?", "check"),
        ("check.found", "what about my wife?", "check"),
        ("info.why", "kok punya saya belum", "check"),
    ],
)
def test_a_follow_up_leads_to_its_step(page: str, said: str, step: str) -> None:
    assert follow_up_step(page, reading(said)) == step


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("info.update", "cara klaim kecelakaan gimana"),
        ("info.update", "jht bisa cair ga"),
        ("info.claim", "bpjs kesehatan saya nunggak berapa"),
        ("info.benefits", "siapa aja yang bisa daftar sigap"),
        ("info.about", "apakah data nik saya aman disimpan di sini"),
        ("info.benefits", "belum terdaftar gimana"),
        ("welcome", "kalo mau klaim gimana bang"),
        ("info.claim", "ktp saya hilang gimana"),
        ("info.eligible", "oke"),
        ("info.eligible", "halo"),
        ("info.claim", "suami saya kerja di pabrik tekstil sudah lama sekali dan sekarang mau pensiun"),
    ],
)
def test_a_clear_question_of_its_own_is_no_follow_up(page: str, said: str) -> None:
    assert follow_up_step(page, reading(said)) is None


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("dtsen itu apa", "answer.eligible.dtsen"),
        ("dtsen teh naon", "answer.eligible.dtsen"),
        ("what is dtsen", "answer.eligible.dtsen"),
        ("bedanya dtks sama dtsen apa", "answer.eligible.dtsen"),
        ("siks ng apaan", "answer.update.siks"),
        ("sktm tuh apa", "answer.update.sktm"),
        ("operator dtsen siapa", "answer.update.operator"),
        ("desil teh naon sih", "info.desil"),
    ],
)
async def test_what_our_words_mean_is_said_in_any_place(bot: Opened, said: str, step: str) -> None:
    chat = await bot()
    for page in ("", "info.claim.death", "info.scams"):
        if page:
            await chat.presses_value(page)
        await chat.says(said)
        assert chat.reply.text.startswith(tuple(text_of(step, code) for code in texts.LANGUAGES))


@pytest.mark.parametrize("said", ["cara perbarui dtsen", "dtsen saya salah", "operator ga ada di kelurahan"])
def test_a_question_with_such_a_word_does_not_ask_what_it_means(said: str) -> None:
    assert not reading(said).meaning


# ---------------------------------------------------------------- in conversations


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("saya desil 2", "answer.eligible.in_desil"),
        ("desil 3 bisa dapat ga", "answer.eligible.in_desil"),
        ("kata kelurahan saya desil lima", "answer.eligible.in_desil"),
        ("desil1 dapet ga", "answer.eligible.in_desil"),
        ("can desil 3 get it", "answer.eligible.in_desil"),
        ("desil 6 bisa dapat?", "answer.eligible.desil_high"),
        ("saya desil 10", "answer.eligible.desil_high"),
        ("desil 2 itu apa", "answer.eligible.desil"),
        ("saya desil 1 tapi ga dapet", "answer.eligible.sure"),
        ("desil 4 dapat pkh ga", "answer.other.bansos"),
        ("kenapa desil saya turun", "answer.update.desil_often"),
    ],
)
async def test_who_names_the_desil_of_the_family_reads_what_that_means_for_sigap(
    bot: Opened, said: str, step: str
) -> None:
    chat = await bot()
    await chat.says(said)
    assert chat.reply.text.startswith(tuple(text_of(step, code) for code in texts.LANGUAGES))


async def test_who_is_listed_and_names_the_desil_is_told_so_again(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(BUDI)
    assert (await chat.says("saya desil 2")).outcome == "simpler"


async def test_a_meaning_is_said_once_more_in_simpler_words(bot: Opened) -> None:
    chat = await bot()
    await chat.says("dtsen itu apa")
    await chat.says("ga ngarti saya")
    assert chat.reply.text == answers()["eligible.dtsen"].simple_in("id")


async def test_a_place_in_a_numbered_text_is_that_item_and_not_a_button(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("info.benefits")
    assert (await chat.says("yang kedua")).outcome == "info.benefits.death"
    await chat.presses_value("info.claim.accident")
    await chat.says("nomor 2 itu gimana")
    assert chat.reply.text == text_of("answer.claim.accident_report")


async def test_where_an_item_of_a_list_of_papers_is_made(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("info.claim.death")
    await chat.says("yg no 3 bikinnya dimana")
    assert chat.reply.text == text_of("answer.claim.no_certificate")


async def test_questions_about_a_claim_stay_with_who_died_whatever_was_shown_since(bot: Opened) -> None:
    chat = await bot()
    await chat.says("bapak saya meninggal")
    await chat.says("cek nik dulu")
    await chat.says("berkasnya apa aja")
    assert chat.reply.text == text_of("answer.claim.death_papers")


class SharedPhone(Person):
    """Somebody on a phone that is shared."""

    async def says(self, text: str) -> Answer:
        await self.app.coverage.refresh()
        incoming = Incoming(f"shared-{next(self.ids)}", "web", self.address, text, typed_picks=False)
        self.last = await self.app.dispatch.handle(incoming)
        return self.last


async def test_why_after_a_check_is_why_this_person_is_not_listed(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    assert (await chat.says("kenapa?")).outcome == "info.why"


async def test_how_long_depends_on_what_the_check_found(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    assert (await chat.says("brp lama")).outcome == "info.update.after"
    await chat.says(BUDI)
    assert (await chat.says("brp lama")).outcome == "info.about"


async def test_on_a_shared_phone_a_follow_up_shows_nothing_of_the_check(office: Office, bot: Opened) -> None:
    office.publishes()
    app = (await bot()).app
    replies = []
    for nik in (BUDI, NOBODY, JOKO):
        phone = SharedPhone(app, address=f"phone-{nik}")
        await phone.says(nik)
        replies.append([(await phone.says(said)).replies for said in ("kenapa?", "maksudnya?", "brp lama")])
    assert replies[0] == replies[1] == replies[2]


async def test_a_follow_up_is_about_the_newest_page(bot: Opened) -> None:
    chat = await bot()
    await chat.says("cara klaim kematian")
    await chat.says("siapa yang bayar iurannya")
    await chat.says("sampai kapan")
    assert chat.reply.text == text_of("answer.about.still_running")


async def test_thanks_between_page_and_follow_up_changes_nothing(bot: Opened) -> None:
    chat = await bot()
    await chat.says("desil saya berapa")
    await chat.says("makasih")
    assert (await chat.says("tiap berapa bulan diperbarui")).outcome == "info.desil"


async def test_after_a_day_nothing_is_remembered(bot: Opened, clock: Clock) -> None:
    chat = await bot()
    await chat.says("desil saya berapa")
    clock.passes(hours=25)
    assert (await chat.says("berapa lama")).outcome != "info.desil"


async def test_an_emergency_goes_before_a_follow_up(bot: Opened) -> None:
    chat = await bot()
    await chat.says("cara klaim")
    assert (await chat.says("barusan suami saya jatuh dari motor berdarah, lapor kemana")).outcome == "info.emergency"


@pytest.mark.parametrize(
    ("said", "place"),
    [("harapan jaya", "Harapanjaya"), ("bantar gebang", "Bantar Gebang"), ("kalo di jatiasih", "Jatiasih")],
)
async def test_a_place_after_a_page_on_offices_is_where_somebody_lives(bot: Opened, said: str, place: str) -> None:
    chat = await bot()
    await chat.says("kantornya di mana")
    assert (await chat.says(said)).outcome == "offices"
    assert place in chat.reply.text


async def test_a_follow_up_about_a_short_answer_is_one_about_its_page(bot: Opened) -> None:
    chat = await bot()
    await chat.says("cara klaim kematian")
    await chat.says("kapan cair")
    await chat.says("berkasnya?")
    assert "akta kematian" in chat.reply.text
