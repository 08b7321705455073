"""Small published tables of trade, arms and treaties, in every layout; the figures are of our own making."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

COMTRADE_LEGACY = (
    "Classification,Year,Period,Period Desc.,Trade Flow Code,Trade Flow,Reporter Code,Reporter,Reporter ISO,"
    "Partner Code,Partner,Partner ISO,Commodity Code,Commodity,Trade Value (US$)\n"
    "H5,2019,2019,2019,2,Export,398,Kazakhstan,KAZ,643,Russian Federation,RUS,TOTAL,All Commodities,5600\n"
    "H5,2019,2019,2019,1,Import,398,Kazakhstan,KAZ,643,Russian Federation,RUS,TOTAL,All Commodities,14000\n"
    "H5,2019,2019,2019,3,Re-Export,398,Kazakhstan,KAZ,643,Russian Federation,RUS,TOTAL,All Commodities,70\n"
    "H5,2019,2019,2019,1,Import,398,Kazakhstan,KAZ,0,World,WLD,TOTAL,All Commodities,39000\n"
    "H5,2019,2019,2019,1,Import,398,Kazakhstan,KAZ,643,Russian Federation,RUS,27,Mineral fuels,1500\n"
    "H5,2019,201903,March 2019,1,Import,398,Kazakhstan,KAZ,643,Russian Federation,RUS,TOTAL,All Commodities,900\n"
)
COMTRADE_API = (
    "typeCode,freqCode,refYear,period,reporterCode,reporterISO,flowCode,partnerCode,partnerISO,partner2Code,"
    "cmdCode,customsCode,mosCode,motCode,primaryValue\n"
    "C,A,2022,2022,417,KGZ,X,643,RUS,0,TOTAL,C00,0,2100,11.0\n"
    "C,A,2022,2022,417,KGZ,X,643,RUS,0,TOTAL,C00,0,0,1000.5\n"
    "C,A,2022,2022,417,KGZ,RX,643,RUS,0,TOTAL,C00,0,0,400\n"
    "C,A,2022,2022,417,KGZ,M,156,CHN,0,TOTAL,C00,0,0,0\n"
    "C,A,2022,2022,417,KGZ,M,156,CHN,344,TOTAL,C00,0,0,9\n"
    "C,A,2022,2022,417,KGZ,M,156,CHN,0,TOTAL,C05,0,0,8\n"
    "C,A,2022,2022,417,KGZ,M,0,W00,0,TOTAL,C00,0,0,9600\n"
    "C,A,2022,2022,417,KGZ,M,0,W00,0,8703,C00,0,0,500\n"
    "C,A,2022,2022,417,KGZ,DX,0,W00,0,TOTAL,C00,0,0,500\n"
)
IMF_DOTS = (
    "Country Name,Country Code,Indicator Name,Indicator Code,Counterpart Country Name,Counterpart Country Code,"
    "Time Period,Value,Status\n"
    '"Kazakhstan, Rep. of",916,Exports,TXG_FOB_USD,Russian Federation,922,2018,5200,\n'
    '"Kazakhstan, Rep. of",916,Imports,TMG_CIF_USD,"China, P.R.: Mainland",924,2018,5300,\n'
    '"Kazakhstan, Rep. of",916,Imports,TMG_CIF_USD,Russian Federation,922,2018Q1,2000,\n'
    '"Kazakhstan, Rep. of",916,Balance,TBG_USD,Russian Federation,922,2018,-1,\n'
    '"Kazakhstan, Rep. of",916,Imports,TMG_CIF_USD,World,001,2018,33000,\n'
)
IMF_DOTS_PANEL = (
    "Country Name,Country Code,Counterpart Country Name,Counterpart Country Code,Time Period,"
    '"Goods, Value of Exports, Free on board (FOB), US Dollars (TXG_FOB_USD)",'
    '"Goods, Value of Imports, Cost, Insurance, Freight (CIF), US Dollars (TMG_CIF_USD)",\n'
    '"Uzbekistan, Rep. of",927,Russian Federation,922,2017,1700,2700,\n'
    '"Uzbekistan, Rep. of",927,Russian Federation,922,2018,,3300,\n'
    '"Uzbekistan, Rep. of",927,Russian Federation,922,2018M01,1,2,\n'
)
IMF_DOTS_WIDE = (
    "Country Name,Country Code,Indicator Name,Indicator Code,Counterpart Country Name,Counterpart Country Code,"
    "Attribute,2016,2016M1,2017,\n"
    '"Armenia, Rep. of",911,Exports,TXG_FOB_USD,Russian Federation,922,Value,370,20,540,\n'
    '"Armenia, Rep. of",911,Exports,TXG_FOB_USD,Russian Federation,922,Status,E,,,\n'
)
IMF_IMTS = (
    "DATAFLOW,COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,TIME_PERIOD,OBS_VALUE\n"
    "IMTS,KAZ,XG_FOB_USD,RUS,A,2023,9800\n"
    "IMTS,KAZ,MG_CIF_USD,RUS,A,2023,16200\n"
    "IMTS,KAZ,MG_CIF_USD,RUS,M,2023-M01,1200\n"
    "IMTS,KAZ,TBG_USD,RUS,A,2023,1\n"
)
BACI = (
    "t,i,j,k,v,q\n"
    "2022,398,643,270900,10.5,100\n"
    "2022,398,643,100199,4.5,\n"
    "2022,643,398,271000,8.25,7\n"
    "2022,4,398,080620,0.001,7\n"
    "2022,999,398,080620,3,7\n"
)
COUNTRY_CODES = (
    "country_code,country_name,country_iso2,country_iso3\n"
    "4,Afghanistan,AF,AFG\n398,Kazakhstan,KZ,KAZ\n643,Russian Federation,RU,RUS\n"
)
GRAVITY = (
    "year,country_id_o,country_id_d,iso3_o,iso3_d,dist,tradeflow_comtrade_o,tradeflow_comtrade_d,tradeflow_baci,"
    "tradeflow_imf_o,tradeflow_imf_d\n"
    "2015,KAZ,RUS,KAZ,RUS,2700,4547,5000.5,4700,,4888\n"
    "2015,RUS,KAZ,RUS,KAZ,2700,10301,0,10400,,\n"
    "2015,ABW,KAZ,ABW,KAZ,9000,1,1,1,1,1\n"
)
TRADE_LONG = (
    "iso3_reporter,iso3_partner,year,exports_usd,imports_usd,source\n"
    "KGZ,RUS,2021,393.5,1900,National committee\n"
    "RUS,KGZ,2021,2100,380,Federal customs\n"
    "EU27,KAZ,2021,6000,,Eurostat\n"
    "KGZ,TKM,2021,0,,National committee\n"
)
SIPRI_TIV = (
    "iso3_supplier,supplier,iso3_recipient,recipient,year,tiv_mln\n"
    "RUS,Russia,KAZ,Kazakhstan,2015,120.5\n"
    "TUR,Turkiye,KAZ,Kazakhstan,2015,0\n"
    "RUS,Russia,UKR,Ukraine Rebels*,2014,22\n"
    ",unknown supplier(s),KAZ,Kazakhstan,2015,1\n"
)
SIPRI_REGISTER = (
    "SIPRI AT Database ID,Supplier,Recipient,Designation,Delivery year,Status,TIV deal unit,TIV delivery values\n"
    "1,Russia,Kazakhstan,Kite-1,2016,New,2,12.25\n"
    "2,Russia,Kazakhstan,Kite-2,2016,New,2,7.75\n"
    "3,Türkiye,Kyrgyzstan,Drone-3,2021,New,1,3\n"
    "4,Russia,Syria rebels*,Kite-1,2016,New,2,5\n"
)
SIPRI_VALUES = (
    "TIV of arms exports to Kazakhstan, 2018-2020\n"
    "Generated: 3 March 2024\n"
    "\n"
    "Supplier,2018,2019,2020,Total\n"
    "Russia,150,206,30,386\n"
    "Turkiye,0,,3,3\n"
    "Total,150,206,33,389\n"
)
ATOP = (
    "ccode1,ccode2,year,atop_defense,atop_offense,atop_neutral,atop_nonagg,atop_consul\n"
    "705.0,365.0,2018.0,1.0,0.0,0.0,1.0,1.0\n"
    "701,365,2018,0,0,-9,1,\n"
)
ATOP_DYADS = (
    "atopid1,dyad,mem1,mem2,year,atopally,defense,offense,neutral,nonagg,consul,version\n"
    "4180,365705,365,705,2018,1,1,0,0,1,1,5.1\n"
)
ATOP_DIRECTED = (
    "ddyad,stateA,stateB,year,atopally,defense,offense,neutral,nonagg,consul\n"
    "365705,365,705,2018,1,0,0,0,1,1\n"
    "705365,705,365,2018,1,1,0,0,1,1\n"
)
COW_IGO = "ccode1,ccode2,year,dyadigos\n705,365,2014,43\n701,365,2014,0\n"
COW_ALLIANCES = (
    "version4id,ccode1,state_name1,ccode2,state_name2,left_censor,right_censor,defense,neutrality,nonaggression,"
    "entente,year,version\n"
    "1,365,Russia,705,Kazakhstan,0,1,0,0,1,1,2012,4.1\n"
    "2,365,Russia,705,Kazakhstan,0,1,1,0,0,0,2012,4.1\n"
)
VISITS = (
    "Year,Name,Level,Country,Continent\n"
    "2013,Xi Jinping,President,Kazakhstan,Asia\n"
    "2013,Li Keqiang,Premier,Kazakhstan,Asia\n"
    "2014,Xi Jinping,President,Tajikistan,Asia\n"
    "2014,Xi Jinping,President,Atlantis,Asia\n"
)
SAMPLES: Mapping[str, tuple[str, str]] = {
    "comtrade-legacy": ("trade", COMTRADE_LEGACY), "comtrade-api": ("trade", COMTRADE_API),
    "imf-dots": ("trade", IMF_DOTS), "imf-dots-panel": ("trade", IMF_DOTS_PANEL),
    "imf-dots-wide": ("trade", IMF_DOTS_WIDE), "imf-imts": ("trade", IMF_IMTS), "baci": ("trade", BACI),
    "cepii-gravity": ("trade", GRAVITY), "trade-long": ("trade", TRADE_LONG), "sipri-tiv": ("arms", SIPRI_TIV),
    "sipri-register": ("arms", SIPRI_REGISTER), "sipri-values": ("arms", SIPRI_VALUES),
    "atop": ("treaties", ATOP), "cow-igo": ("treaties", COW_IGO),
    "cow-alliances": ("treaties", COW_ALLIANCES), "chinese-visits": ("treaties", VISITS),
}  # fmt: skip
"""Layout to the kind of load and a file of it."""


def write(folder: Path, layout: str, text: str | None = None) -> Path:
    """Write a layout's sample, or another text of that layout, as a file; BACI's list of numbers comes with it."""
    path = folder / f"{layout}.csv"
    path.write_text(SAMPLES[layout][1] if text is None else text, encoding="utf-8")
    if layout == "baci":
        (folder / "country_codes_V1.csv").write_text(COUNTRY_CODES, encoding="utf-8")
    return path
