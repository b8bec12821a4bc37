"""Recognise names of administrative organs, and organs that publish other kinds of reports.

A name becomes part of a permanent address, so a line of prose must not be accepted."""

from __future__ import annotations

import re

from build_scripts.content import divisions
from build_scripts.wording import simplified, squeeze

SHORTEST, LONGEST = 2, 40  # 滑县 … 国务院办公厅政府信息与政务公开办公室 and similar names with their places
_PLACE = 15  # the longest county name 双江拉祜族佤族布朗族傣族自治县 has 15 characters
# Endings of the names of administrative organs, of organisations authorised by law and of public bodies.
_ENDS = (
    "政府|委员会|委|办公室|办公厅|办事处|办|行政公署|公署|署|局|厅|部|处|会|联|院|所|站|馆|台|社|中心|海关|监狱|队|"
    "公司|集团|银行|支行|分行|大学|学院|学校|中学|小学|幼儿园|党校|农场|林场|牧场|机场|口岸|兵团|基地|指挥部|"
    "街道|镇|乡|苏木|县|市|区|旗|州|盟|省|师|团"
)
_ORGAN = re.compile(rf"[一-鿿㐀-䶿𠀀-𲎯\d〇·、（）()]*(?:{_ENDS})(?:[（(][一-鿿]{{2,12}}[)）])?")
# Words of sentences and of other titles that occur in no organ's name.
_PROSE = re.compile(
    "根据|按照|依据|依照|遵照|为了|现将|现予|公布|印发|编制|撰写|汇报|如下|以及|关于|简称|规定|要求|通知|附件|报告|年报|年度|总结|"
    "条例|格式|政务公开工作|网站|门户|[的了]|\\d年|^[本该各全我](?:省|市|县|区|旗|镇|乡|街道|局|厅|委|办|院|级|单位|部门|机关)"
)
_JOINED = re.compile("^[由在对与和及]")  # 和示例县教育局 is the rest of a broken line; 和田地区 and 和平县 are places
_INFORMATION = re.compile("信息公开(?!办|工作办|中心|与政务公开办)")
# 县教育局, 人民政府: hundreds of agencies have these names, and one address would mix them. 镇江市 and 市中区 are
# places.
_NAMELESS = re.compile(
    "(?:省|自治区|市|州|盟|县|区|旗|镇|乡|街道).*"
    "|(?:人民政府|政府|办公室|办公厅|委员会|办事处|管委会|机关|部门|全国|中央)+"
)
# 公安局, 市场监督管理局: a body of any county. 公安 is also a county, so a place in the name is no answer.
_PLACELESS = re.compile(
    "(?:公安|教育|民政|司法|财政|审计|统计|信访|税务|水[利务]|林业|草原|农业|农村|农[业机]|畜牧|乡村振兴|交通|运输|城市?管理?|城管"
    "|住房|城乡?|建设|住建|规划|自然资源|国土|生态|环境|环保|保护|文化|广电|广播电视|旅游|文旅|体育|卫生|健康|卫健|医疗|保障|医保"
    "|人力资源|社会|人社|市场|监督|监管|市监|工商|质量|质监|食品|药品|应急|安全|安监|生产|退役军人|事务|行政|审批|政务|服务|政府|机关"
    "|商务|科[学技]+|工业|信息化|工信|发展|改革|发改|粮食|物资|储备|民族|宗教|气象|地震|档案|消防救援|综合|执法|数据|大数据|招商"
    "|投资|促进|金融|管理|经济|技术|教体|教科|文体|农林|林草|园林|绿化|公路|烟草|专卖|供销|合作|残疾人|[和与、])+"
    "(?:局|委|委员会|厅|办|办公室|中心|联合会|联合社|社|[大支总]?队|分局|站|所)"
)
_COURT = re.compile("人民法院|人民检察院|检察院$|中级法院|高级法院")
_UNIVERSITY = re.compile("(?:大学|学院|高等专科学校|高等职业学校)(?:[（(].*[)）])?$")
_PUBLIC_BODY = re.compile(
    "(?:医院|卫生院|学校|中学|小学|幼儿园|公司|集团|(?<!中国人民)银行|水厂|电厂|福利院|敬老院|养老院|保健院|血站|急救中心)$"
)


def is_organ_name(name: str) -> bool:
    """Return whether the name identifies one organ: 示例县教育局, 广州海关, 小铺乡; but not 县教育局, 办公室 or
    prose."""
    word = simplified(squeeze(name))
    if not SHORTEST <= len(word) <= LONGEST or not _ORGAN.fullmatch(word):
        return False
    if len(re.findall("[（(]", word)) != len(re.findall("[)）]", word)):
        return False
    if is_prose(word) or _INFORMATION.search(word) or _PLACELESS.fullmatch(word):
        return False
    placed = any(divisions.named(word[:end]) for end in range(2, min(len(word), _PLACE) + 1))
    return placed or not (_NAMELESS.fullmatch(word) or _JOINED.match(word))


def is_prose(text: str) -> bool:
    """Return whether the text contains words of a sentence or of another kind of title."""
    return bool(_PROSE.search(simplified(text)))


def kind_of(name: str) -> str:
    """Return ``court``, ``university`` or ``public-body`` for a body that is not an administrative organ, else ""."""
    word = simplified(squeeze(name))
    if _COURT.search(word):
        return "court"
    if _UNIVERSITY.search(word):
        return "university"
    return "public-body" if _PUBLIC_BODY.search(word) else ""
