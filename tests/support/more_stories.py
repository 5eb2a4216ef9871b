"""Twelve more stories, played by people who took the part of residents and reacted to what the bot replied."""

from tests.conftest import BUDI, NOBODY, SITI
from tests.support.story import Story

MORE = (
    Story(
        "trader",
        "A market trader who is in the list",
        f"""
mlm min sy pedagang dipasar mau tanya nama sy ada ga
{BUDI}
alhamdulillah. trs sy dpt apa aja itu
tp sy hrs bayar brp tiap bln?
sampe kapan itu dibayarinnya
kartu sy mana min kok ga pernah dikirim
lah td katanya sy ada di data. yg sy tanya kartunya
oalah. kl kecelakaan di pasar trs gmn tanpa kartu
kl sy meninggal anak sy dpt brp
oke kak makasih byk
""",
    ),
    Story(
        "karawang",
        "He moved from Karawang, and his KK did not",
        """
min sy dulu di karawang skrg di bekasi bs dpt bpjs itu ga
KK sy msh karawang tp tinggal di bekasi timur udh 3 thn, belom diganti
trs bawa apa aja kl mau ganti
bukan itu, maksudnya ganti KK dr karawang ke bekasi bawa apa
yang kedua
bukan yg itu kak, eh salah maksud sy yg no 1. KTP sy jg msh karawang
jd sy pindah dulu br bisa?
kl udh jd KTP bekasi pasti dpt ga?
dukcapil bekasi dmn
ktp dan kk
makasi min
""",
    ),
    Story(
        "otp",
        'Paid 50,000 and gave the OTP to an "admin"',
        """
kak mau nanya, td sy dihubungi admin SIGAP lewat wa, sy udh transfer 50rb, ini bener ga ya
iya kak udh ketipu keknya, kode otp nya jg udh sy kasih 😭
duit sy bs balik ga?
bukan min, maksud sy uang 50rb nya bs kembali apa ngga
org nya minta foto ktp jg tp blm sy kasih
nik sy udh dikirim jg ke dia, bahaya ga
lapor ke siapa trs? polisi mana
penipu nya tau NIK sy, td sy salah kirim. hrs ngapain
sy mau ngomong sm orang aja bs?
trs yg bener daftar SIGAP dmn
ok makasih kak 🙏
""",
    ),
    Story(
        "maid",
        "A domestic worker, for herself, her husband and her child",
        f"""
assalamualaikum, sy ART mau nanya sy dpt bpjs dari pemkot gak ya
{NOBODY}
oh gitu ya makasih kak, tp knp ya pdhl sy kan kerja jd pembantu udh lama
eh bukan itu, sy nanya knp sy ga ada di data
skrg kl suami sy bs dicek jg? dia tukang parkir
cek nik
{NOBODY}
yah, makasih ya kak. kl anak sy umur 20 kerja di laundry?
{NOBODY}
eh salah itu nik suami sy lagi
yaudah kak, trs sy mulai dr mana
""",
    ),
    Story(
        "farmhand",
        "A Sundanese farm hand who wants simpler words",
        f"""
punten, abdi buruh tani di bekasi, naon ari SIGAP teh?
teu ngartos kang, nu gampang atuh basana
basa sunda we kang
jadi abdi kaasup henteu?
{NOBODY}
naha atuh? abdi teh tani ti baheula
DTSEN naon deui atuh, basajan we
kudu ka mana heula abdi
ngobrol jeung jalma biasa tiasa?
hatur nuhun kang
""",
    ),
    Story(
        "angry",
        "An angry driver",
        """
BUAT APA SIH BOT GINIAN
gw supir angkot 20 taun kaga dapet apa2, pemerintah taik
hadehhh
tetangga gw jualan es doang dapet, gw kaga. knapa coba
lah gw 20 taun narik angkot bayar pajak
gua nanya kenapa, kok jadi gratis gratis
yaudah gmn caranya biar gw dapet
gw ga mau ke kelurahan, dioper2 mulu
ah sudahlah
tau ah, makasih dah
""",
    ),
    Story(
        "ojek",
        "An ojek driver who is not in the list",
        f"""
assalamualaikum min
sy ojek pangkalan di pasar kranji, temen2 pd dpt bpjs sigap. sy dpt ga ya
{NOBODY}
yah kecewa bgt. pdhl temen sy dpt semua
trs skrg sy hrs gmn
kpn ada lg pendaftarannya
yee td udah dibilang ga bs daftar. sy nanya kpn dibuka lg buat yg blm dpt
kl udah bener ktp kk nya brp lama dpt nya
klo sy kecelakaan pas narik skrg gmn dong blm punya bpjs
yg bayar sendiri itu brp bang
jd sy bayar brp skrg? sy kan ojek
yaudah makasih bang
""",
    ),
    Story(
        "gorengan",
        "A seller of fritters, 62, who does not know the words",
        f"""
Bu ini kata anak saya suruh tanya sini. Saya jual gorengan, dapet bantuan ndak ya
cara ngeceknya gimana nak, ibu ga ngerti
cek nik
{NOBODY}
DTSEN itu maksudnya apa nak
maksudnya?
bukan, yg DTSEN tadi lho
jadi ibu ga dapet?
trus ibu ke mana dulu
bawa apa aja
ibu sudah 62 apa ketuaan
ya sudah makasih nak
""",
    ),
    Story(
        "siri",
        "A widow without a marriage book",
        f"""
suami saya meninggal minggu lalu pak
dagang sayur keliling. katanya dapat santunan, bener ga
caranya gmn
maksud saya yg suami saya meninggal itu pak, saya ga punya buku nikah
sy nikah siri pak
cek dulu almarhum terdaftar apa ga bisa?
{BUDI}
dapetnya brp
santunan kematian
dia jatuh pas lg dorong gerobak pak, itu kecelakaan kerja bukan
kantornya dimana ya
akta kematian bikinnya dimana
""",
    ),
    Story(
        "courier",
        "A courier's wife, from the hospital",
        f"""
tolong min suami sy ketabrak mobil pas nganter paket, skrg di rs
suami sy kurir shopee, ga tau punya bpjs apa ga
{BUDI}
jd rs nya gratis?
ini udah dari kemaren sore kejadiannya, masih bisa lapor?
lapornya kemana, nomor tlp ada?
rs minta dp 5jt, gmn dong
di rs bilang ga kerjasama
perlu lapor polisi ga
suami ga bs kerja, anak sy 2 mkn apa
makasih
""",
    ),
    Story(
        "cadre",
        "A posyandu cadre asks for her neighbours",
        f"""
selamat siang, saya kader posyandu RW 05. mau cek tetangga saya dapat sigap atau tidak
{NOBODY}
itu nik tetangga bu, bukan saya
saya ada beberapa nik warga, boleh kirim sekaligus?
{NOBODY} {BUDI} {SITI}
semua
yang gak dapat ini saya harus bilang apa ke orangnya
yg nomor 3 itu ibu warung, nanti kalau dia masuk saya dikabari bisa?
saya kader apakah saya dapat juga
ga usah nik saya, kader itu dapat dari mana bu
""",
    ),
    Story(
        "daughter",
        "An English-speaking daughter, for her father",
        f"""
Hi, is my father covered by SIGAP? he's a construction worker in Bekasi
what is NIK, is it safe to send here?
{NOBODY}
sorry i dont understand, can you speak english
english
so is my dad in or not?
{NOBODY}
why isn't he on the list? he has worked on building sites for 20 years
can i register him myself online?
his ktp is still from garut, does that matter
what if he falls at work now, who pays the hospital
thank you
""",
    ),
)
