"""The icons: shapes of our own in a square of 48, drawn with a line; `F` stands for the colour behind them."""

ICONS = {
    "people": (
        '<circle cx="17" cy="16" r="6.5"/><path d="M5 39v-4a10 10 0 0 1 10-10h4a10 10 0 0 1 10 10v4"/>'
        '<path d="M31 10a6.5 6.5 0 0 1 0 12.5M34 26a10 10 0 0 1 9 9v4"/>'
    ),
    "papers": (
        '<path d="M15 6h16l9 9v23a3 3 0 0 1-3 3H15a3 3 0 0 1-3-3V9a3 3 0 0 1 3-3z"/><path d="M30 6v10h10"/>'
        '<path d="M19 23h14M19 29h14M19 35h9"/>'
    ),
    "computer": (
        '<rect x="6" y="8" width="36" height="24" rx="3"/><path d="M24 32v8M15 40h18"/><path d="M14 16h13M14 23h20"/>'
    ),
    "meeting": (
        '<path d="M8 7h22a3 3 0 0 1 3 3v11a3 3 0 0 1-3 3H17l-7 6v-6H8a3 3 0 0 1-3-3V10a3 3 0 0 1 3-3z"/>'
        '<path d="M38 18h2a3 3 0 0 1 3 3v11a3 3 0 0 1-3 3h-2v6l-7-6H22a3 3 0 0 1-3-3v-2"/>'
        '<path d="M12 13.5h14M12 18.5h9"/>'
    ),
    "house": (
        '<path d="M5 23 24 7l19 16"/><path d="M10 20v18a3 3 0 0 0 3 3h22a3 3 0 0 0 3-3V20"/>'
        '<path d="M19 41V29a1 1 0 0 1 1-1h8a1 1 0 0 1 1 1v12"/>'
    ),
    "office": (
        '<path d="M24 14V4h9v5h-9"/><path d="M6 22 24 13l18 9M9 22v19M39 22v19M4 41h40"/>'
        '<path d="M16 41V28h6v13M26 28h7v6h-7z"/>'
    ),
    "ranking": (
        '<path d="M5 42h38"/><rect x="8" y="31" width="8" height="11"/><rect x="20" y="23" width="8" height="19"/>'
        '<rect x="32" y="15" width="8" height="27"/>'
        '<path d="M14 19V6M9.5 10.5 14 6l4.5 4.5M26 6v9M22.5 11.5 26 15l3.5-3.5"/>'
    ),
    "phone": (
        '<rect x="13" y="4" width="22" height="40" rx="4"/><path d="M21 38h6"/><path d="M24 12v13M18.5 20l5.5 5.5'
        ' 5.5-5.5"/>'
    ),
    "account": (
        '<rect x="4" y="9" width="40" height="30" rx="3"/><circle cx="16" cy="20" r="4.5"/>'
        '<path d="M8.5 33a7.5 7.5 0 0 1 15 0"/><path d="M29 18h10M29 25h10M29 32h6"/>'
    ),
    "mail": '<rect x="5" y="10" width="38" height="28" rx="3"/><path d="M6 13l18 14 18-14"/>',
    "write": (
        '<path d="M25 8H11a3 3 0 0 0-3 3v26a3 3 0 0 0 3 3h26a3 3 0 0 0 3-3V24"/>'
        '<path d="M37 5.5 42.5 11 26 27.5l-7.5 2 2-7.5z"/>'
    ),
    "helmet": (
        '<path d="M7 33v-3a17 17 0 0 1 34 0v3"/><rect x="4" y="33" width="40" height="7" rx="3"/>'
        '<path d="M19 14v9M29 14v9M19 14a5 5 0 0 1 10 0"/>'
    ),
    "candle": (
        '<path d="M24 5c4 4.5 5 7 5 9.5a5 5 0 0 1-10 0c0-2.5 1-5 5-9.5z"/><path d="M24 19.5v4"/>'
        '<rect x="17" y="23.5" width="14" height="17"/><path d="M10 40.5h28"/>'
    ),
    "illness": (
        '<rect x="5" y="14" width="38" height="27" rx="3"/><path d="M17 14v-4a3 3 0 0 1 3-3h8a3 3 0 0 1 3 3v4"/>'
        '<path d="M24 21v13M17.5 27.5h13"/>'
    ),
    "savings": (
        '<ellipse cx="24" cy="12" rx="15" ry="6"/><path d="M9 12v12c0 3.3 6.7 6 15 6s15-2.7 15-6V12"/>'
        '<path d="M9 24v12c0 3.3 6.7 6 15 6s15-2.7 15-6V24"/>'
    ),
    "cash": (
        '<rect x="4" y="12" width="40" height="24" rx="3"/><circle cx="24" cy="24" r="6"/>'
        '<path d="M11 19v10M37 19v10"/>'
    ),
    "family_card": (
        '<rect x="5" y="7" width="38" height="34" rx="3"/><path d="M5 16h38M5 24.5h38M5 33h38M17 16v25M31 16v25"/>'
    ),
    "letter": (
        '<path d="M13 5h22a3 3 0 0 1 3 3v32a3 3 0 0 1-3 3H13a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3z"/>'
        '<path d="M17 13h14M17 19h14"/><circle cx="29" cy="33" r="4.5"/><path d="M16 33h5"/>'
    ),
    "income": (
        '<path d="M13 5h22a3 3 0 0 1 3 3v32a3 3 0 0 1-3 3H13a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3z"/>'
        '<path d="M17 13h14"/><path d="M17 22l5 6 3.5-3.5 6 8.5M31.5 26v7h-7"/>'
    ),
    "photo": (
        '<rect x="5" y="8" width="38" height="32" rx="3"/><path d="M13 25l11-9.5L35 25"/>'
        '<path d="M16.5 23v11h15V23"/><path d="M22 34v-6h4v6"/>'
    ),
    "speak": (
        '<path d="M9 8h30a3 3 0 0 1 3 3v18a3 3 0 0 1-3 3H23l-9 8v-8H9a3 3 0 0 1-3-3V11a3 3 0 0 1 3-3z"/>'
        '<path d="M14 16.5h20M14 23.5h13"/>'
    ),
    "shield": (
        '<path d="M24 4.5 40 10v13c0 10-6.5 17-16 20.5C14.5 40 8 33 8 23V10z"/><path d="M16.5 24l5.5 5.5 10-11"/>'
    ),
    "checklist": (
        '<rect x="8" y="8" width="32" height="35" rx="3"/><path d="M18 5h12v7H18z" fill="F"/>'
        '<path d="M14 21l2.5 2.5 4-4.5M14 32l2.5 2.5 4-4.5M26 22h8M26 33h8"/>'
    ),
    "lock": (
        '<rect x="10" y="21" width="28" height="21" rx="3"/><path d="M16 21v-6a8 8 0 0 1 16 0v6"/><path d="M24 29v5"/>'
    ),
    "tail_up": '<path d="M6 40 24 10l18 30z" fill="F"/>',
    "tail_left": '<path d="M40 6 10 24l30 18z" fill="F"/>',
    "info": '<circle cx="24" cy="24" r="18"/><path d="M24 22v11M24 15v0.5"/>',
    "check": '<path d="M12 25l8 8 16-18"/>',
    "cross": '<path d="M14 14l20 20M34 14 14 34"/>',
}
