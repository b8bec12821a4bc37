"""Make the pages with fixed content: what the archive is, how it works, how to cite it, privacy and accessibility."""

from __future__ import annotations

from build_scripts import readers
from build_scripts.content.divisions import AS_OF
from build_scripts.pages.overviews.guide import ABOUT, guide_pages
from build_scripts.pages.overviews.parts import crumbs, page
from build_scripts.pages.overviews.troubles import troubles_page
from build_scripts.render.blocks import Bullets, Heading, Inlines, Link, Page, Para, Span

PRINCIPLES = (
    (
        "照原样",
        "原件印什么，本馆就公布什么。0、空白、“/”和“无此格”是四种不同的情况，在每一页、每一份数据里都分开。不改、不猜、不悄悄相加。",
    ),
    (
        "不丢失",
        "原件的每一段文字、每一个格子都在页面上；归不了位的，原样列在页末。读得没有把握的，旁边有提示。",
    ),
    (
        "长久",
        "网址从不改变。原件和它的 SHA-256 校验值放在页面旁边，谁都可以核对；同样的原件，任何时候都生成同样的网页。",
    ),
)


def about_pages() -> tuple[Page, ...]:
    """Return all pages with fixed content; none depends on the content of the archive."""
    return (_about(), *guide_pages(), _method(), _citation(), _privacy(), _accessibility(), troubles_page())


def _about() -> Page:
    links: tuple[Inlines, ...] = (
        (Link("怎样读这些表", "about/forms/"), "：每一行、每一列是什么意思"),
        (Link("勾稽关系", "about/rules/"), "：哪些数字应当相等"),
        (Link("核验规则", "quality/codes/"), "：每条提示的含义和办法"),
        (Link("比较用的指标", "about/indicators/"), "：怎样算，缺数字时怎样办"),
        (Link("收录和转换的方法", "about/method/"), "：从原件到网页"),
        (Link("引用和使用", "about/citation/"),),
        (Link("数据下载与说明", "data/"),),
        (Link("疑难解答", "about/help/"), "：给工作人员，程序的每一条提示和办法"),
        (Link("隐私", "about/privacy/"), "和", Link("无障碍", "about/accessibility/")),
    )
    return page(
        "about/",
        "about",
        "关于年报馆",
        "年报馆是什么，怎样收录，怎样读，怎样引用。",
        Para(
            (
                "年报馆收藏各级行政机关依照《中华人民共和国政府信息公开条例》公布的政府信息公开工作年度报告。"
                "2019 年度起的报告按全国统一的格式写，有六个部分和三张表：主动公开了什么，收到多少申请、怎样答复，有多少复议和诉讼"
                "（2021 年度起换了新格式，两种格式怎样比较，见下面的“怎样读这些表”）；更早的没有统一格式，照原件公布。"
                "这些报告原本散在各个网站上，格式不一，过些年就找不到了；本馆把它们收在一起，整理成同样的样子，长久保存。",
            )
        ),
        Heading(2, "三条原则", "principles"),
        Bullets(tuple((Span(name, "strong"), f"：{text}") for name, text in PRINCIPLES)),
        Heading(2, "更多", "more"),
        Bullets(links),
    )


# --------------------------------------------------------------------------- method, citation, privacy


def _method() -> Page:
    steps = (
        ("收件", f"原件（{'、'.join(readers.names())}）原封不动存放，逐字节不改，记下 SHA-256 校验值。"),
        ("读取", "程序把原件读成段落和表格，每一段、每一格都记着它在原件的第几页、第几行。"),
        ("对表", "按项目名称把表格逐行对到法定格式上；对不上的内容原样列在页末，不丢弃。"),
        ("认定", "依据标题、落款、统计期限等认定是哪个机关、哪一年；证据不够就写明“推断”或“未定”。"),
        ("核验", "按勾稽关系和其他规则核对，发现的问题写在报告旁边，不改动数字。"),
        ("公布", "生成网页、数据和比较；原件放在网页旁边供下载。"),
    )
    return page(
        "about/method/",
        "about",
        "收录和转换的方法",
        "从原件到网页的每一步，和本馆不做的事。",
        crumbs(*ABOUT),
        Heading(2, "六步", "steps"),
        Bullets(tuple((Span(name, "strong"), f"：{text}") for name, text in steps), ordered=True),
        Heading(2, "三条原则", "principles"),
        Bullets(tuple((Span(name, "strong"), f"：{text}") for name, text in PRINCIPLES)),
        Heading(2, "本馆不做的事", "never"),
        Bullets(
            (
                ("不把空白当作 0，不替原件补上缺少的总计。",),
                ("不改正印错的数字：读错了由工作人员写明“原读、改读、理由”，两个都公布；原件印错的，照印错的公布。",),
                ("不给机关打分、排名。",),
                ("不猜机关属于哪里：只有推断时，每一处都标明“推断”并写出依据。",),
            )
        ),
        Heading(2, "地区和机关", "places"),
        Para(
            (
                f"地区名称和代码依据国家统计局统计用区划代码（截至 {AS_OF}）；表中没有的，以登记簿为准。"
                "机关的登记号一经使用永不改变，机关更名、合并也不影响网址。",
            )
        ),
        Heading(2, "同一年有几个版本", "versions"),
        Para(("同一机关同一年收到两份不同的报告时，都保留、都公布：一份作为现行版本，其他的列在旁边。",)),
    )


def _citation() -> Page:
    example = "海原县海城镇人民政府. 海原县海城镇人民政府2024年政府信息公开工作年度报告[R/OL]. [引用日期]. 获取路径."
    return page(
        "about/citation/",
        "about",
        "引用和使用",
        "怎样引用报告和数据，可以怎样使用。",
        crumbs(*ABOUT),
        Heading(2, "引用一份报告", "report"),
        Para(("按国家标准 GB/T 7714 的格式：责任者. 题名[R/OL]. (公布日期)[引用日期]. 获取路径。每份报告的页面下方都有写好的一条，填上引用日期即可，例如：",)),
        Para((example,), "cite"),
        Para(("引用数字时，请连同它在原件里的位置（页或行）一起写明；网页上的数字与原件不一致时，以原件为准，并请告诉我们。",)),
        Heading(2, "引用数据", "data"),
        Para(
            (
                "请写明数据文件的名称、下载日期和文件的 SHA-256；每个文件的 SHA-256 写在 ",
                Link("tagmanifest-sha256.txt", "data/tagmanifest-sha256.txt"),
                " 里，一个年度的也在该年度的 datapackage.json 里；数据格式的版本和引用信息在 ",
                Link("CITATION.cff", "data/CITATION.cff"),
                "。例如：",
            )
        ),
        Para(("年报馆. 政府信息公开工作年度报告数据：2024 年 cells.csv.gz[DB/OL]. [引用日期]. 获取路径.",), "cite"),
        Para(("文件列表和说明见", Link("数据下载", "data/"), "。")),
        Heading(2, "可以怎样使用", "licence"),
        Para(("报告是行政机关依法向社会公布的文件，其中的数字和事实任何人都可以自由使用，不需要本馆同意；本馆从中整理的数据（表格、数字、核验提示）以 CC0 1.0 提供。使用时请注明公布报告的机关和年度，不要把本馆的核验提示当作机关自己的话，也不要把空白写成 0。",)),
    )  # fmt: skip


def _privacy() -> Page:
    return page(
        "about/privacy/",
        "about",
        "隐私",
        "本站不跟踪读者。",
        crumbs(*ABOUT),
        Bullets(
            (
                ("本站没有跟踪代码、统计代码和广告，不写 cookie。",),
                ("网页只向本站读取文件，不向任何第三方发出请求，字体和程序都在本站。",),
                ("您选的“大字”只记在您自己的浏览器里。",),
                ("搜索和自选比较都在您自己的浏览器里进行，搜索的词不会被发送或记录；只有您分享网址时，词才在网址里。",),
                ("存放网站的服务器可能有自己的访问记录，那由存放网站的单位负责。",),
            )
        ),
        Heading(2, "报告里的个人信息", "personal"),
        Para(("报告是机关已经公布的文件。工作人员在收录时会收到含有手机号码、身份证号等内容的提示，先核对再公布。发现不应公布的个人信息，请告诉存放本站的单位。",)),
    )  # fmt: skip


def _accessibility() -> Page:
    return page(
        "about/accessibility/",
        "about",
        "无障碍",
        "读屏、键盘、放大和打印。",
        crumbs(*ABOUT),
        Bullets(
            (
                ("不开启 JavaScript 也能阅读全部报告、目录和比较；搜索和自选比较需要 JavaScript，页面上写明了别的走法。",),
                ("表格有标题和行列表头，三层表头与每一格相关联，可用读屏软件逐格听到所属的行和列。",),
                ("空白、“/”、无此格都用文字写出，不只靠颜色或留白。",),
                ("全部功能可用键盘操作：Tab 移动，“/”去搜索，Esc 关闭菜单；焦点处有明显的框。",),
                ("文字可放大到 200% 以上而不丢失内容；手机竖屏可读，宽表可横向滑动。",),
                ("打印时表头在每页重复，一行不会断在两页。",),
            )
        ),
        Para(("目标是 GB/T 37668-2019 二级（约相当于 WCAG 2.1 AA）。遇到困难请告诉存放本站的单位。",)),
    )  # fmt: skip
