"""The first twelve stories: what people of very different lives said to the bot, one after the other."""

from tests.conftest import BUDI, JOKO, NOBODY, SITI
from tests.support.story import Story

NENEK = "3275014203499531"  # not in the list
OF_THE_KABUPATEN = "3216061203889402"  # not in the list

FIRST = (
    Story(
        "accident",
        "An ojol driver's wife, minutes after the accident",
        f"""
tolong min suami sy ojol barusan kecelakaan di jl ahmad yani ketabrak mobil boks, kakinya patah kayanya. nik \
nya {BUDI} ini masuk sigap ga??
udah di rs skrg, bayarnya gmn? ditanggung apa engga
trus lapornya kemana, berapa lama batasnya
[info.claim.accident]
[info.claim.papers]
klo dia ga bs narik sebulan dpt duit ga
motor nya rusak jg apa diganti jg?
makasih ya min
""",
    ),
    Story(
        "widow",
        "A widow whose husband died of an illness",
        f"""
assalamualaikum
suami saya meninggal minggu kemarin krn sakit jantung. katanya dia terdaftar sigap. saya dapat apa ya
ini nik almarhum {BUDI}
cara ngurusnya gimana pak? saya ga ngerti apa2
akta kematian ngurusnya dimana
anak saya 2 masih sd, ada beasiswa ga
ada yg nawarin bantu urus tp minta 10 persen, gpp ga?
terimakasih banyak
""",
    ),
    Story(
        "envy",
        "The neighbour has got it",
        f"""
knapa tetangga dapet sy engga
{NOBODY}
[info.why]
dia mah punya motor 2, sy ngontrak. ga adil bgt
desil sy brp emg
trus sy hrs gmn dong biar dpt
klo udh dibenerin pasti dapet kan?
""",
    ),
    Story(
        "rt",
        "The head of an RT asks for three neighbours, and helps a fourth",
        f"""
Selamat pagi. Saya ketua RT 04, mau cek warga saya: {BUDI}, {JOKO}, {NOBODY}
1
2
3
pak slamet data kk nya masih ada istrinya yg udah meninggal, cara betulinnya gimana?
panduan
[guide.for.other]
[guide.to.kk]
[guide.to.kk_death]
sudah

lanjutkan
[guide.to.dtsen]
[guide.to.where]
mdn satria
[guide.place.kel.32.75.06.1001]
[guide.problem.office_papers]
""",
    ),
    Story(
        "kabupaten",
        "Somebody of Tambun, Kabupaten Bekasi",
        f"""
bang gua tinggal di tambun bisa dapet sigap kaga
nik gua {OF_THE_KABUPATEN}
ktp gua kabupaten bekasi. trus kemana dong
ada program sejenis ga di kabupaten
klo gw pindah ktp ke kota bekasi bisa?
bayar sendiri aja berapa sih
""",
    ),
    Story(
        "scam",
        "Paid 75,000 and gave the OTP away",
        f"""
min saya td ditelpon katanya dr sigap disuruh tf 75rb buat aktivasi, udh sy tf. trus minta kode otp jg udh sy kasih 😭
gmn dong ini sy takut rekening sy dibobol
uangnya bs balik ga
lapor nya kemana
nik sy {NOBODY} brarti sy udah aktif blm?
""",
    ),
    Story(
        "grandmother",
        "A Sundanese grandmother",
        f"""
sampurasun
punten jang, ema hoyong naros, naon ari sigap teh
ema teu ngartos basa indonesia, tiasa basa sunda?
punten jang, naon ari sigap teh
{NENEK}
incu ema ngojeg, tiasa didaptarkeun teu?
ema mah teu gaduh hp nu sae, kedah ka mana?
bayar teu di kelurahan teh?
hatur nuhun jang
""",
    ),
    Story(
        "stuck",
        "Her proposal has been stuck for months",
        f"""
saya sudah usul di aplikasi cek bansos dari bulan juli sampai sekarang statusnya masih diproses terus, gimana ya
di kelurahan katanya suruh nunggu, nunggu sampe kapan
kalo lewat kelurahan lebih cepet ga?
operatornya ga pernah ada di tempat
mau komplain ke siapa
coba cekin nik saya {NOBODY}
""",
    ),
    Story(
        "builder",
        "A Javanese builder, for himself and his friends",
        f"""
Mas, aku kuli bangunan ning Bekasi, arep daftar sigap piye carane? karo kancaku 5
KTP ku isih Jawa Tengah, Sragen. iso ora?
lha aku wis 10 taun neng bekasi
nek tiba seko gedung ditanggung ora
nek mbayar dewe piro?
kancaku KTP ne bekasi, nik e {NOBODY} cekno yo
matur nuwun mas
""",
    ),
    Story(
        "employer",
        "An English-speaking employer of a domestic worker",
        f"""
Hi, does SIGAP cover my housekeeper? She lives with us in Bekasi Selatan
Sorry, English please
How can I check if she is registered?
Her NIK is {SITI}
What does she get if she has an accident at my house?
Can I pay for her myself, how much?
Is it safe to give her NIK here?
""",
    ),
    Story(
        "despair",
        "A young man with debts",
        f"""
bot goblok gunanya apa lu
gw utang pinjol 20jt ga ada yg nolong
cape hidup gw
percuma ngomong sama robot
emang ada orang yg bisa diajak ngomong?
sigap bisa lunasin utang ga
yaudah cek {NOBODY}
""",
    ),
    Story(
        "news",
        "Told that it cannot be checked now, and later that there is news",
        f"""
cek dong {BUDI}
[watch]
kapan bisanya emang
oke makasih

halo min udah bisa blm
{BUDI}
kabar yg ditunggu
""",
        published_late=True,
    ),
)
