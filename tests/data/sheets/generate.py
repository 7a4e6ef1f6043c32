"""Writes five sheets in the manner of real ones, and prints for each the rows and the sums by currency that a careful
person would read. The sums are those of decimals that were chosen first; the texts of the cells are made of them.

    python3 tests/data/sheets/generate.py

needs openpyxl and xlwt. `tests/sheets.rs` repeats what it prints; `tests/cmd/sheets.trycmd` reads formats.xls.
"""

import csv
import datetime
import os
import random
from decimal import Decimal

import openpyxl
import xlwt

FOLDER = os.path.dirname(os.path.abspath(__file__))
SYLLABLES = "ba ko ri zen lu ma to ve xi no ra fi del qua sol ter vin mer ash bri cor dun".split()


class Sums:
    def __init__(self):
        self.sums, self.deals, self.undisclosed, self.rejected = {}, 0, 0, []

    def add(self, currency, amount):
        self.deals += 1
        if amount is None:
            self.undisclosed += 1
        else:
            self.sums[currency] = self.sums.get(currency, Decimal(0)) + amount

    def show(self, name):
        sums = " ".join(f"{currency} {self.sums[currency]:f}" for currency in sorted(self.sums))
        print(f"{name}: {self.deals} deals, {self.undisclosed} undisclosed; {sums}; rejected {self.rejected}")


def names(pick, count):
    found = []
    while len(found) < count:
        name = "".join(pick.choice(SYLLABLES) for _ in range(3)).capitalize()
        if name not in found:
            found.append(name)
    return found


def indian_groups(number):
    """20,00,00,000: the last three digits, then pairs."""
    text = str(number)
    head, tail = text[:-3], text[-3:]
    pairs = []
    while head:
        pairs.insert(0, head[-2:])
        head = head[:-2]
    return ",".join(pairs + [tail])


def western_groups(number, sign=","):
    return f"{number:,}".replace(",", sign)


def indian_funding():
    pick, sums, rows = random.Random(1), Sums(), []
    header = [
        "Sr No", "Date dd/mm/yyyy", "Startup Name", "Industry Vertical", "SubVertical", "City  Location",
        "Investors Name", "InvestmentnType", "Amount in USD", "Remarks",
    ]
    companies = names(pick, 160)
    companies[10], companies[50] = "Café Zenko", "Pokéra"
    for index, company in enumerate(companies):
        day = datetime.date(2015 + index % 6, 1 + pick.randrange(12), 1 + pick.randrange(28))
        date = day.strftime("%d/%m/%Y")
        investors = ", ".join(f"{name} Capital" for name in names(pick, 1 + pick.randrange(3)))
        if index % 17 == 3:
            investors = "Undisclosed Investors"
        elif index % 17 == 4:
            investors += " and others"
        amount, currency = Decimal(pick.randrange(20, 99_999) * 1000), "USD"
        cell = indian_groups(int(amount))
        match index % 23:
            case 5:
                amount, cell = None, pick.choice(["undisclosed", "N/A", "unknown", "Undisclosed", ""])
            case 7:
                cell += "+"
            case 11:
                amount = Decimal(pick.randrange(20, 99) * 1000 + pick.randrange(1, 999))
                cell = western_groups(int(amount))
            case 13:
                crores = pick.randrange(2, 90)
                amount, currency, cell = Decimal(crores) * 10**7, "INR", f"Rs {crores} crore"
        if index in (30, 90):
            # Years with three digits, as in the original.
            date = day.strftime("%d/%m/") + "0" + day.strftime("%y")
            sums.rejected.append(index + 2)
        else:
            sums.add(currency, amount)
        rows.append([
            index + 1, date, company, pick.choice(["Consumer Internet", "Technology", "Healthcare", "E-commerce"]),
            pick.choice(["Food delivery", "Logistics", "Payments"]),
            pick.choice(["Bangalore", "Mumbai", "New Delhi", "Gurgaon", "Pune"]), investors,
            pick.choice(["Seed Funding", "Private Equity", "Seed/ Angel Funding", "Series B", "Debt Funding"]), cell,
            pick.choice(["", "", "", "Strategic funding"]),
        ])
    write_csv("indian-funding.csv", header, rows, encoding="cp1252", line_end="\r\n")
    sums.show("indian-funding.csv")


def acquisitions():
    pick, sums, rows = random.Random(2), Sums(), []
    header = [
        "company_permalink", "company_name", "company_category_list", "company_country_code", "company_state_code",
        "company_city", "acquirer_permalink", "acquirer_name", "acquirer_country_code", "acquired_at",
        "acquired_month", "price_amount", "price_currency_code",
    ]
    targets, buyers = names(pick, 180), names(pick, 40)
    for index, target in enumerate(targets):
        day = datetime.date(2008 + index % 7, 1 + pick.randrange(12), 1 + pick.randrange(28))
        buyer = pick.choice(buyers)
        amount, currency = None, "USD"
        if index % 3 == 0:
            amount = Decimal(pick.randrange(1, 4000) * 250_000)
            currency = pick.choice(["USD", "USD", "USD", "EUR", "GBP", "JPY"])
        sums.add(currency, amount)
        country, state, city = pick.choice([
            ("USA", "CA", "San Francisco"), ("GBR", "", "London"), ("DEU", "", "Berlin"), ("ISR", "", "Tel Aviv"),
            ("", "", ""), ("SGP", "", "Singapore"), ("USA", "GA", "Atlanta"),
        ])
        rows.append([
            f"/organization/{target.lower()}", target, pick.choice(["Software|Mobile", "Advertising", "Games|Social Media"]),
            country, state, city, f"/organization/{buyer.lower()}", buyer, pick.choice(["USA", "FRA", "GBR"]),
            day.isoformat(), day.strftime("%Y-%m"), "" if amount is None else str(amount), currency,
        ])
    write_csv("acquisitions.csv", header, rows)
    sums.show("acquisitions.csv")


def years_and_months():
    pick, sums, rows = random.Random(3), Sums(), []
    header = ["Year", "Month", "Company", "Project", "Country", "Investment (USD millions)", "Status", "Source"]
    for index, company in enumerate(names(pick, 120)):
        tenths = pick.randrange(15, 90_000)
        amount, cell = Decimal(tenths) * 100_000, f"{tenths / 10:,.1f}"
        match index % 19:
            case 4:
                cell = f"~{cell}"
            case 8:
                amount, cell = None, "n.d."
            case 12:
                amount, cell = Decimal(tenths) * 10_000_000, f"${tenths / 100:.2f}bn"
        sums.add("USD", amount)
        rows.append([
            2019 + index % 6, pick.choice(["January", "Feb", "March", "sept.", "October", "Dec"]), company,
            f"{pick.choice(['Plant', 'Data centre', 'Wind farm'])} {index}",
            pick.choice(["Kingdom of Saudi Arabia", "United States", "Viet Nam", "Germany", "Global", "Abilene, Texas"]),
            cell, pick.choice(["announced", "Closed", "pending"]),
            pick.choice([f"https://wire.example/{index}", "", f"https://news.example/{index}"]),
        ])
    write_csv("years-and-months.csv", header, rows)
    sums.show("years-and-months.csv")


def unicorns():
    pick, sums, rows = random.Random(4), Sums(), []
    header = [
        "Company", "Valuation ($B)", "Date Joined", "Country", "City", "Industry", "Select Investors", "Founded Year",
        "Total Raised", "Round size ($M)",
    ]
    for index, company in enumerate(names(pick, 150)):
        day = datetime.date(2012 + index % 12, 1 + pick.randrange(12), 1 + pick.randrange(28))
        date = f"{day.month}/{day.day}/{day.year}" if index % 2 else day.strftime("%m/%d/%Y")
        amount = Decimal(pick.randrange(100, 9000)) * 100_000
        cell = f"{(amount / 1_000_000).normalize():f}"
        if index % 29 == 6:
            amount, cell = None, "None"
        if index == 77:
            date = "13/45/2021"
            sums.rejected.append(index + 2)
        else:
            sums.add("USD", amount)
        rows.append([
            company, f"${pick.randrange(10, 400) / 10}", date,
            pick.choice(["United States", "China", "India", "United Kingdom", "Germany"]),
            pick.choice(["San Francisco", "Beijing", "London", "Berlin"]), pick.choice(["Fintech", "Artificial intelligence"]),
            ", ".join(f"{name} Ventures" for name in names(pick, 2)), 1995 + index % 20,
            f"${pick.randrange(1, 9)}.{pick.randrange(10, 99)}B", cell,
        ])
    write_csv("unicorns.csv", header, rows)
    sums.show("unicorns.csv")


def european_workbook():
    pick, sums = random.Random(5), Sums()
    book = openpyxl.Workbook()
    info = book.active
    info.title = "Info"
    info.append(["Transaktionen im Mittelstand"])
    info.append(["Stand: November 2025. Alle Angaben ohne Gewähr."])
    sheet = book.create_sheet("Transaktionen")
    sheet.append(["Transaktionen 2023 bis 2025"])
    sheet.merge_cells("A1:G1")
    sheet.append(["Quelle: Mitteilungen der Unternehmen"])
    sheet.append([])
    sheet.append(["Datum", "Zielunternehmen", "Käufer", "Kaufpreis (Mio. €)", "Umsatz (Mio. €)", "Land", "Status", "Bemerkung"])
    total = Decimal(0)
    for index, target in enumerate(names(pick, 110)):
        day = datetime.date(2023 + index % 3, 1 + pick.randrange(12), 1 + pick.randrange(28))
        tenths = pick.randrange(15, 60_000)
        amount = Decimal(tenths) * 100_000
        whole, tenth = divmod(tenths, 10)
        cell = f"{western_groups(whole, '.')},{tenth}"
        match index % 13:
            case 3:
                # As a number of the workbook.
                cell = float(Decimal(tenths) / 10)
            case 7:
                amount, cell = None, pick.choice(["k.A.", "n.v.", None])
            case 9:
                amount, cell = Decimal(tenths) * 10_000_000, f"{tenths // 100},{tenths % 100:02} Mrd. €"
        sums.add("EUR", amount)
        total += amount or 0
        buyers = " ; ".join(f"{name} GmbH" for name in names(pick, 1 + index % 2))
        sheet.append([
            day if index % 2 else day.strftime("%d.%m.%Y"), f"{target} AG", buyers, cell, pick.randrange(5, 900),
            pick.choice(["Deutschland", "Österreich", "Schweiz", "Frankreich"]),
            pick.choice(["abgeschlossen", "angekündigt", "unterzeichnet"]), pick.choice([None, None, "Minderheit"]),
        ])
    sheet.append([None, "Summe", None, float(total / 1_000_000), None, None, None, None])
    book.properties.created = book.properties.modified = datetime.datetime(2025, 11, 25)
    book.save(os.path.join(FOLDER, "transaktionen.xlsx"))
    sums.show("transaktionen.xlsx")


def write_csv(name, header, rows, encoding="utf-8", line_end="\n"):
    with open(os.path.join(FOLDER, name), "w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator=line_end)
        writer.writerow(header)
        writer.writerows(rows)


def old_workbook():
    """A workbook of the old form, whose cells show billions, a mark of a footnote and a deal that was struck through."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Deals")
    day, billions = xlwt.easyxf(num_format_str="yyyy-mm-dd"), xlwt.easyxf(num_format_str='0.0"bn"')
    month = xlwt.easyxf(num_format_str="mmm yyyy")
    struck = xlwt.easyxf("font: struck_out true", num_format_str='0.0"bn"')
    raised = xlwt.easyfont("escapement superscript")
    for column, header in enumerate(["Date", "Company", "Amount (USD)", "Country"]):
        sheet.write(0, column, header)
    rows = [("Zenko", 1.5, "US"), ("Rifa", 2.25, "DE"), ("Bako", "$0.012bn", "FR"), ("Miro", None, "PL"), ("Taro", 7.5, "ES")]
    for row, (company, amount, country) in enumerate(rows, 1):
        sheet.write(row, 0, datetime.date(2025, 3, row), month if company == "Rifa" else day)
        sheet.write(row, 1, company)
        if company == "Miro":
            sheet.write_rich_text(row, 2, ["$5", ("2", raised)])
        else:
            sheet.write(row, 2, amount, struck if company == "Taro" else billions)
        sheet.write(row, 3, country)
    sheet.write(6, 1, "Total")
    sheet.write(6, 2, 3.762000005, billions)
    book.save(os.path.join(FOLDER, "formats.xls"))


indian_funding()
acquisitions()
years_and_months()
unicorns()
european_workbook()
old_workbook()
