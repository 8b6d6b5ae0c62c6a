"""What people call their columns, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_WORDS = {
    "lon": """
        经度 lon lng longitude long 东经 经 wgs84lng wgs84lon wgslng wgslon lonwgs84 lngwgs84
        经度wgs84 经度坐标 坐标经度 gcj02lng gcj02lon gcjlng gcjlon bd09lng bd09lon bdlng bdlon
    """,
    "lat": """
        纬度 lat latitude 北纬 纬 wgs84lat wgslat latwgs84 纬度wgs84 纬度坐标 坐标纬度
        gcj02lat gcjlat bd09lat bdlat
    """,
    "x": "x x坐标 坐标x 东坐标 横坐标 easting xcoord xcoordinate pointx",
    "y": "y y坐标 坐标y 北坐标 纵坐标 northing ycoord ycoordinate pointy",
    "id": "id 编号 标识 序号 objectid fid uuid identifier",
    "code": "编码 代码 网格编码 网格编号 网格代码 code gridcode cellcode bm",
    "name": """
        名称 name 店名 商户名称 店铺名称 门店名称 企业名称 单位名称 网格名称 社区名称 姓名 标题
        title mc
    """,
    "address": "地址 详细地址 address addr 住址 经营地址 位置 location",
    "category": "类别 分类 类型 category class type classcode 小类 大类 经营类别 行业",
    "time": """
        时间 日期 发生时间 发现时间 上报时间 time date datetime timestamp happenedat
        occurredat createdat
    """,
    "community": "社区 所属社区 社区编码 community communitycode",
    "subdistrict": "街道 所属街道 街道编码 subdistrict street streetcode",
    "cell": "网格 所属网格 责任网格 cell grid",
    "load": "负荷 工作量 load workload weight 权重",
    "households": "户数 住户数 households household",
    "floors": "层数 楼层 floors storeys levels",
    "telephone": "电话 联系电话 值班电话 手机 telephone phone tel mobile",
}

HEADS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {meaning: tuple(words.split()) for meaning, words in _WORDS.items()}
)
"""Meaning of a column to its heads, best first, in the form of `columns.plain_head`."""
