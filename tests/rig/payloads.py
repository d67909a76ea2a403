"""Words of strangers that would run in a page which shows them carelessly.

HIT tells the page that it ran, POST does so from another origin, BEACON is an address that nobody may ask for.
"""
SCRIPTS = [
    "<script>HIT</script>", "<ScRiPt>HIT</sCrIpT >", "<script src=BEACON></script>", "<script\n>HIT</script\n>",
    "<script/x>HIT</script>", "<scr<script>ipt>HIT</scr</script>ipt>", "<<script>HIT//<</script>", "<script>HIT",
    "&lt;script&gt;HIT&lt;/script&gt;", "&amp;lt;script&amp;gt;HIT&amp;lt;/script&amp;gt;", "<script\0>HIT</script>",
    "<scri\0pt>HIT</scri\0pt>", "<script type=module>HIT</script>", "<script>/*\u2028*/HIT</script>",
    "<img src=x onerror=HIT>", "<img/src/onerror=HIT>", "<img src='x'onerror='HIT'>", "<img src=x onerror\x0c=\x0cHIT>",
    "<IMG SRC=x OnErRoR=&#x48;&#73;T>".replace("&#x48;&#73;T", "HIT"), "<img src=x:x onerror=\"HIT\"", "<image src=x onerror=HIT>",
    "<img srcset=x onerror=HIT>", "<img src=BEACON>", "<body onload=HIT>", "<svg onload=HIT>", "<svg/onload=HIT//", "<svg><script>HIT</script></svg>",
    "<svg><script>&#116;op&period;hit(NUMBER)</script>", "<svg><animate onbegin=HIT attributeName=x dur=1s>",
    "<svg><set onbegin=HIT attributename=x>", "<svg><style><img src=x onerror=HIT></style></svg>",
    "<svg><desc><img src=x onerror=HIT></desc></svg>", "<svg><image href=x onerror=HIT></svg>",
    "<math><mi><img src=x onerror=HIT></mi></math>", "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=HIT&gt;\">",
    "<svg></p><style><a id=\"</style><img src=x onerror=HIT>\">", "<form><math><mtext></form><form><mglyph><style></math><img src onerror=HIT>",
    "<noscript><p title=\"</noscript><img src=x onerror=HIT>\">", "<input autofocus onfocus=HIT>", "<details open ontoggle=HIT>x",
    "<video><source onerror=HIT></video>", "<audio src=x onerror=HIT>", "<video src=x onerror=HIT>", "<video poster=BEACON>",
    "<object data=\"data:text/html,<script>POST</script>\"></object>", "<embed src=\"data:text/html,<script>POST</script>\">",
    "<iframe srcdoc=\"<script>HIT</script>\"></iframe>", "<iframe src=\"javascript:HIT\"></iframe>", "<iframe onload=HIT></iframe>",
    "<iframe src=\"data:text/html,<script>POST</script>\">", "<iframe src=BEACON></iframe>", "<link rel=stylesheet href=BEACON>",
    "<style>@import 'BEACON';</style>", "<style>*{background:url(BEACON)}</style>", "<p style=\"background:url(BEACON)\">x</p>",
    "<p style=\"background:u\\72l(BEACON)\">x</p>", "<style>@keyframes k{}</style><p style=\"animation:k 1ms\" onanimationstart=HIT>x</p>",
    "<meta http-equiv=refresh content=\"0;url=BEACON\">", "<meta http-equiv=refresh content=\"0;url=data:text/html,<script>POST</script>\">",
    "<base href=BEACON//><script src=x></script>", "<template><img src=x onerror=HIT></template><img src=x onerror=HIT>",
    "<marquee onstart=HIT>x</marquee>", "<select><style></select><img src=x onerror=HIT></style>", "<frameset onload=HIT>",
    "<xmp><img src=x onerror=HIT></xmp><img src=x onerror=HIT>", "<table background=BEACON><td>x", "<isindex onfocus=HIT autofocus><keygen autofocus onfocus=HIT>",
    "<p onmouseover=HIT>x</p>", "<a onmouseover=HIT href=#>x</a>", "<b/onpointerover=HIT>x", "<x tabindex=1 onfocus=HIT>x</x>", "<!--><img src=x onerror=HIT>-->",
    "<!-- --!><img src=x onerror=HIT> -->", "<![CDATA[><img src=x onerror=HIT>]]>", "<?xml ><img src=x onerror=HIT>?>", "<%><img src=x onerror=HIT>",
]
BREAKOUTS = [
    "\" onmouseover=HIT x=\"", "' onmouseover=HIT x='", "\"><img src=x onerror=HIT>", "'><img src=x onerror=HIT>", "x onmouseover=HIT ",
    "` onmouseover=HIT x=`", "\"/><svg onload=HIT>", "&quot;&gt;&lt;img src=x onerror=HIT&gt;", "\" autofocus onfocus=HIT tabindex=1 x=\"",
    "</textarea><img src=x onerror=HIT>", "</title><img src=x onerror=HIT>", "</style><img src=x onerror=HIT>", "</script><img src=x onerror=HIT>",
    "--><img src=x onerror=HIT>", "]]><img src=x onerror=HIT>", "</blockquote></li></ol></section><img src=x onerror=HIT>",
    "</noscript><img src=x onerror=HIT>", "</xmp><img src=x onerror=HIT>", "</template><img src=x onerror=HIT>", "</svg><img src=x onerror=HIT>",
    "\";HIT;//", "';HIT;//", "\\\";HIT;//", "\u2028HIT\u2028//", "\u2029HIT\u2029//", "${HIT}", "`;HIT;//", "\\u0022;HIT;//", "</script\t><script>HIT</script>",
    "{{#MENTION}}<script>HIT</script>{{/MENTION}}", "{{TITLE}}{{={{=<% %>=}}", "{{>reader/status.html}}", "{{SITE:o}}<img src=x onerror=HIT>",
    "{{constructor.constructor('HIT')()}}", "<?php HIT ?><img src=x onerror=HIT>", "[x](javascript:HIT)", "[url=javascript:HIT]x[/url]",
    "+ADw-script+AD4-HIT+ADw-/script+AD4-", "\ufeff+ADw-img src=x onerror=HIT+AD4-", "\u00bcscript\u00beHIT\u00bc/script\u00be",
    "\uff1cscript\uff1eHIT\uff1c/script\uff1e", "\u202e<img src=x onerror=HIT>\u202c", "%3Cimg src=x onerror=HIT%3E", "\\x3cimg src=x onerror=HIT\\x3e",
]
ADDRESSES = [
    "javascript:HIT", "JaVaScRiPt:HIT", " javascript:HIT", "\x01javascript:HIT", "java\tscript:HIT", "java\nscript:HIT", "java\r\nscript:HIT",
    "javascript\t:HIT", "javascript&colon;HIT", "javascript&#58;HIT", "&#106;avascript:HIT", "&#x6A;avascript:HIT", "&#0000106avascript:HIT",
    "java&Tab;script:HIT", "java&NewLine;script:HIT", "javascript://x/%0aHIT", "javascript://%0d%0aHIT//", "//javascript:HIT", "jav\0ascript:HIT",
    "view-source:javascript:HIT", "javascript:\"<script>HIT</script>\"", "javascript:void(HIT)",
    "data:text/html,<script>POST</script>", "DATA:text/html;charset=utf-7,+ADw-script+AD4-POST+ADw-/script+AD4-", "data:image/svg+xml,<svg onload=POST>",
    "data:,x\" onmouseover=HIT x=\"", "vbscript:HIT", "livescript:HIT", "blob:HIT", "feed:javascript:HIT", "mhtml:javascript:HIT",
    "http://fan.example/\"onmouseover=HIT x=\"", "http://fan.example/'onmouseover=HIT x='", "http://fan.example/?\"><img src=x onerror=HIT>",
    "http://\" onmouseover=HIT x=\"@fan.example/", "http://fan.example\"><svg onload=HIT>/", "https://fan.example/#javascript:HIT",
    "\\\\fan.example\\<img src=x onerror=HIT>", "http:javascript:HIT", "http://javascript:HIT@fan.example/",
]
ALL = SCRIPTS + BREAKOUTS + ADDRESSES


def loaded(text, number, beacon):
    """The payload, made to tell its number."""
    return (text.replace("HIT", f"top.hit({number})").replace("POST", f"top.postMessage({number},'*')")
            .replace("NUMBER", str(number)).replace("BEACON", f"{beacon}/beacon/{number}"))
