"""Eight stories of long matters, played by people who took the part of residents and reacted to the replies."""

from tests.conftest import BUDI, NOBODY
from tests.support.story import Story

LATEST = (
    Story(
        "wastepicker",
        "A rag picker's wife: he coughs blood, and she was told of 'BPJS kerja'",
        f"""
asalamualaikum pak, suami sy mulung di bantargebang, batuk darah udh 2 minggu
bukan kecelakaan pak. sakit batuk darah, kata bu rt bisa pake bpjs kerja. bener ga
itu gara2 kerja di sampah pak. dari gas nya itu
cek aja namanya ada ga
{NOBODY}
trs berobatnya bayar sendiri?
bukan mau daftar pak, ini berobat batuk darahnya siapa yg bayar
suami sy batuk darah skrg pak, ke puskesmas apa ke rs dulu
punya kis tp katanya mati
ya udah besok sy bawa ke puskesmas. makasih pak
""",
    ),
    Story(
        "porter",
        "A market porter in the list, who fell under a sack of rice and stayed at home",
        f"""
min sy kuli panggul di pasar baru, mau tau dpt bpjs sigap ga
{BUDI}

min sy jatoh dr 2 hari lalu pas mikul beras, pinggang sakit ga bs berdiri. skrg di rumah aja
udh 2 hari gini, masih bs ga
ga ke rs kmrn cm diurut. takut bayar
kl ke rs skrg bilang apa
bukan kantor min, di rs nya sy hrs ngomong apa
sy ga bs jalan, istri sy aja yg lapor bisa?
jd sy yg hrs ke kantor? bangun aja ga bs min
sy ga kerja 2 hari ga ada duit, diganti ga
""",
    ),
    Story(
        "selfpayer",
        "A young ojol driver who pays for himself, and got a suspicious call",
        """
bang gw ojol, bpjs tk bayar sendiri. katanya skrg diskon 50% ya?
jd brp sebulan
lah td 8400 skrg 16800, yg bener mana. gw ojol
mending sigap apa bayar sendiri sih
gw udh ikut bang, nanya bagusan mana sigap apa yg bayar sendiri
bukan diskonnya bang. kl gw dpt sigap kan dobel, yg bayar sendiri dimatiin aja?
td ada yg nelpon ngaku dr bpjs, nyuruh update data biar dpt diskon, minta kode sms
kodenya blm gw kasih. tp dia tau nama gw, dari mana ya
diblokir aja nomornya apa dilaporin
oke thx bang
""",
    ),
    Story(
        "latefather",
        "A daughter, in Sundanese, for her widowed mother, whose desil rose",
        f"""
punten kang, bade naros. mamah abdi randa, bapa tos ngantunkeun taun kamari. naha desil mamah jadi naek ka 7?
bapa masih aya dina KK, tacan dihapus
kumaha carana ngahapusna
surat kematianna teu acan gaduh, menta ka mana
lamun KK tos bener desilna turun deui henteu?
mamah icalan lotek, tiasa kenging SIGAP teu
{NOBODY}
eta NIK mamah tos dikintun. jadi ayeuna kumaha kang
muhun, kota bekasi
pan tadi tos dicarioskeun kang, bapa masih aya dina KK
""",
    ),
    Story(
        "posyandu",
        "An angry posyandu cadre, tired of counters; her colleagues of the next RW have the card",
        f"""
min ini gimana sih. sy kader posyandu RW 09, kader RW 10 sebelah udah pd dpt kartu BPJS TK, kita ber7 kaga ada satupun
bukan kartu ilang bu, sy emang GA PERNAH DAPET. cek nama sy dulu deh ada apa engga
lah ditanya malah disuruh ke kantor. nih nik sy {NOBODY}
KOK BISA?? sama2 kader sama2 nimbang bayi tiap bulan
sy udah ke kelurahan 2x, ke kecamatan 1x, dioper terus. jgn suruh sy ke loket lg
loket lagi loket lagi. ada no hp ato email yg bs sy hubungi langsung ga
kader RW 10 itu kok bs dapet, siapa yg daftarin mereka
yg sy tanya kader. kader posyandu itu masuk SIGAP apa program lain sih
kantor yg mana, kader mah ga punya kantor
ya udah. cape deh
""",
    ),
    Story(
        "dismissed",
        "A factory worker dismissed last month, who confuses JHT, JKP, BSU and SIGAP",
        f"""
bang sy di phk bulan kmrn dr pabrik di jababeka. JHT sama JKP sy bs cair lwt sini ga
lah trs SIGAP ini apaan? kirain bpjs tk
mau daftar JMO kok katanya sudah terdaftar, sy ga pernah bikin
mungkin pabrik yg daftarin. jd skrg msh aktif ga? udh ga dipotong gaji lg
lah sy kan dulu karyawan bang, masa di JMO pilih BPU
BSU yg 600rb itu sy msh dpt ga min
sy skrg ngojek smntara. berarti sy bs masuk SIGAP?
kan udh di PHK bang, udh ga kerja disitu lg. skrg cm ngojek. nih cek aja {NOBODY}
ok. berarti JHT dulu ya sy urus. kantor bpjs nya ke cikarang apa ke bekasi bang
bukan JHT nya bang, kantornya. cikarang apa bekasi kota
""",
    ),
    Story(
        "neighbours",
        "An RT head and three neighbours: one blind, one without a KTP, one with a KK of Brebes",
        f"""
assalamualaikum, saya ketua RT 03 Jatirasa. ada 3 warga saya mau saya tanyakan soal SIGAP
bukan DTSEN dulu pak, mau cek namanya ada atau tidak. yang pertama bapak tunanetra tukang pijat, tidak bisa lihat hp
bukan NIK saya pak, NIK bapak itu. boleh saya yang kirim?
{BUDI}
alhamdulillah. tapi kartunya bagaimana pak, beliau kan tidak bisa pakai aplikasi
beliau tidak bisa jalan sendiri ke sana. boleh saya wakilkan?
yang kedua janda tukang cuci, dari dulu tidak punya KTP. bisa masuk ga
yang ketiga KK nya masih Brebes tapi sudah 8 tahun jualan nasi goreng disini
[answer.eligible.kk_elsewhere]
kalau saya sendiri sebagai ketua RT apa dapat juga
""",
    ),
    Story(
        "returned",
        "A returned migrant worker, in two languages: who runs the bot, is it safe, can his wife get in",
        f"""
Good afternoon sir. Saya dulu TKI di Malaysia 11 years, now pulang Bekasi. Who is running this bot? Pemerintah or swasta
Sorry that is not my question. This bot punya siapa, who is the owner
[answer.scam.bot_official]
[info.who]
There is no name in there sir. Is this really pemkot? I hear many penipuan, NIK dijual
My wife jual sayur di pasar pagi, she is 58. Can she get in this program?
I don't know the rules. This is her NIK {NOBODY}
So she is rejected? why
No she never go to kelurahan. I mean why her name not in the list
OK. Please delete all our data from this bot
""",
    ),
)
