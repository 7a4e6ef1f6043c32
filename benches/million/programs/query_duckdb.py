"""Answers one question with DuckDB.

query_duckdb.py prepare LINES RATES DATABASE
query_duckdb.py QUESTION lines|document|prepared|parquet FILE RATES NAMES THREADS

The output is lines of tab-separated cells. A list starts with the number of matches, followed by id and date of each
deal. Totals have the columns group, deals, floor, headline and ceiling, which are empty if there is no figure.
"""

import json
import sys

import duckdb

# Declaring all columns avoids type detection. DuckDB reads only the columns that a question needs.
AMOUNT = "STRUCT(bound VARCHAR, value DECIMAL(18,2), low DECIMAL(18,2), high DECIMAL(18,2), currency VARCHAR)"
DEAL = {
    "id": "VARCHAR",
    "title": "VARCHAR",
    "kind": "VARCHAR",
    "announced": "VARCHAR",
    "status": "VARCHAR",
    "amount": AMOUNT,
    "equivalents": "STRUCT(value DECIMAL(18,2), currency VARCHAR, source VARCHAR)[]",
    "period": 'STRUCT(label VARCHAR, start VARCHAR, "end" VARCHAR, length VARCHAR)',
    "parties": "STRUCT(company VARCHAR, role VARCHAR)[]",
    "places": "STRUCT(area VARCHAR, share VARCHAR)[]",
    "parts": f"STRUCT(title VARCHAR, relation VARCHAR, amount {AMOUNT})[]",
    "tags": "VARCHAR[]",
    "citations": "STRUCT(source VARCHAR, quote VARCHAR)[]",
    "history": f"STRUCT(date DATE, status VARCHAR, amount {AMOUNT}, note VARCHAR)[]",
    "note": "VARCHAR",
}

# The deals with the status and amount of their latest revision. These decimal widths have the fastest sums.
CURRENT = """
    SELECT id, announced, names, areas, status, amount.currency AS currency,
        (CASE amount.bound WHEN 'up to' THEN 0 ELSE coalesce(amount.value, amount.low) END)::DECIMAL(18,2) AS floor,
        coalesce(amount.value::DECIMAL(18,3), ((amount.low + amount.high) * 0.5::DECIMAL(2,1))::DECIMAL(18,3))
            AS headline,
        CASE amount.bound WHEN 'at least' THEN NULL ELSE coalesce(amount.value, amount.high) END AS ceiling,
        coalesce(amount.bound = 'at least', false) AS is_open
    FROM (
        SELECT id, announced,
            list_transform(parties, lambda party: lower(party.company)) AS names,
            list_transform(places, lambda place: place.area) AS areas,
            CASE WHEN history IS NULL THEN coalesce(status, 'announced') ELSE coalesce(
                list_filter(list_transform(history, lambda h: h.status), lambda s: s IS NOT NULL)[-1],
                status, 'announced') END AS status,
            CASE WHEN history IS NULL THEN amount ELSE coalesce(
                list_filter(list_transform(history, lambda h: h.amount), lambda a: a IS NOT NULL)[-1],
                amount) END AS amount
        FROM {source}
    )
"""

# The conversion factors to US dollars by currency and date, which is a day, a month or a year.
FACTORS = """
    WITH quotes AS (
        UNPIVOT (SELECT * EXCLUDE ("Date", "BGN"), "Date"::DATE AS day
                 FROM read_csv('{rates}', all_varchar = true, null_padding = true, header = true))
        ON COLUMNS(* EXCLUDE (day)) INTO NAME currency VALUE rate
    ),
    known AS (
        SELECT day, currency, try_cast(rate AS DOUBLE) AS rate FROM quotes
        WHERE try_cast(rate AS DOUBLE) IS NOT NULL AND day >= DATE '2009-12-01'
        UNION ALL SELECT DISTINCT day, 'EUR', 1.0 FROM quotes WHERE day >= DATE '2009-12-01'
    ),
    days AS (
        SELECT range::DATE AS day, currency
        FROM range(DATE '2010-01-01', DATE '2026-10-31', INTERVAL 1 DAY), (SELECT DISTINCT currency FROM known)
    ),
    dated AS (
        SELECT strftime(days.day, '%Y-%m-%d') AS announced, days.currency, known.rate
        FROM days ASOF JOIN known ON days.currency = known.currency AND days.day >= known.day
        WHERE days.day - known.day <= 7
        UNION ALL SELECT strftime(day, '%Y-%m'), currency, avg(rate) FROM known GROUP BY ALL
        UNION ALL SELECT strftime(day, '%Y'), currency, avg(rate) FROM known GROUP BY ALL
    )
    SELECT own.announced, own.currency, dollar.rate / own.rate AS factor
    FROM dated AS own JOIN dated AS dollar ON dollar.announced = own.announced AND dollar.currency = 'USD'
"""

SUMS = "sum(floor), sum(headline), CASE WHEN bool_or(is_open) THEN NULL ELSE sum(ceiling) END"
COUNTS = "status NOT IN ('rumoured', 'cancelled')"
QUESTIONS = {
    # Materialized, because both the count and the ordered list use it.
    "list": """
        WITH found AS MATERIALIZED (
            SELECT id, announced, currency, headline FROM current_deals
            WHERE len(list_filter(names, lambda name: name IN ({names}))) > 0
        )
        SELECT (SELECT count(*) FROM found), id, announced FROM found
        ORDER BY currency NULLS LAST, headline DESC, id LIMIT 20
    """,
    "region": f"""
        SELECT coalesce(currency, ''), count(*), {SUMS} FROM current_deals
        WHERE {COUNTS} AND list_contains(areas, 'FR') GROUP BY ALL
    """,
    "year": f"""
        SELECT announced[1:4] || ' ' || coalesce(currency, 'undisclosed'), count(*), {SUMS} FROM current_deals
        WHERE {COUNTS} GROUP BY ALL
    """,
    # In decimals. DuckDB divides decimals as doubles, so the factors are rounded to 15 decimals.
    "converted": f"""
        SELECT 'USD', count(*), sum(floor::DECIMAL(20,2) * factor::DECIMAL(18,15)),
            sum(headline::DECIMAL(20,3) * factor::DECIMAL(18,15)),
            CASE WHEN bool_or(is_open) THEN NULL
                ELSE sum(ceiling::DECIMAL(20,2) * factor::DECIMAL(18,15)) END
        FROM current_deals LEFT JOIN factors USING (announced, currency) WHERE {COUNTS}
    """,
    # In doubles: the fastest variant found.
    "doubles": f"""
        SELECT 'USD', count(*), sum(floor::DOUBLE * factor), sum(headline::DOUBLE * factor),
            CASE WHEN bool_or(is_open) THEN NULL ELSE sum(ceiling::DOUBLE * factor) END
        FROM current_deals LEFT JOIN factors USING (announced, currency) WHERE {COUNTS}
    """,
    # With a direct ASOF JOIN to the rates instead of a table of factors.
    "asof": f"""
        WITH rates AS (
            SELECT day, currency, try_cast(rate AS DOUBLE) AS rate FROM (
                UNPIVOT (SELECT * EXCLUDE ("Date", "BGN"), "Date"::DATE AS day
                         FROM read_csv('{{rates}}', all_varchar = true, null_padding = true, header = true))
                ON COLUMNS(* EXCLUDE (day)) INTO NAME currency VALUE rate
            ) WHERE try_cast(rate AS DOUBLE) IS NOT NULL
        ),
        crosses AS (
            SELECT own.day, own.currency, dollar.rate / own.rate AS factor
            FROM rates AS own JOIN rates AS dollar USING (day) WHERE dollar.currency = 'USD'
            UNION ALL SELECT day, 'EUR', rate FROM rates WHERE currency = 'USD'
        ),
        dated AS (SELECT *, announced::DATE AS day FROM current_deals WHERE {COUNTS} AND length(announced) = 10)
        SELECT 'USD', count(*), sum(floor::DECIMAL(20,2) * factor::DECIMAL(18,15)),
            sum(headline::DECIMAL(20,3) * factor::DECIMAL(18,15)),
            CASE WHEN bool_or(is_open) THEN NULL
                ELSE sum(ceiling::DECIMAL(20,2) * factor::DECIMAL(18,15)) END
        FROM dated ASOF LEFT JOIN crosses ON dated.currency = crosses.currency AND dated.day >= crosses.day
    """,
}

# A Parquet file written by outlay, with the columns of CURRENT.
PARQUET = """
    SELECT id, CASE announced_precision WHEN 'day' THEN strftime(announced, '%Y-%m-%d')
            WHEN 'month' THEN strftime(announced, '%Y-%m') ELSE strftime(announced, '%Y') END AS announced,
        list_transform(parties, lambda party: lower(party.company)) AS names,
        list_transform(places, lambda place: place.area) AS areas,
        status, currency, floor, headline, ceiling, coalesce(bound = 'at least', false) AS is_open
    FROM read_parquet('{file}')
"""


def main():
    if sys.argv[1] == "prepare":
        _, _, lines, rates, database = sys.argv
        with duckdb.connect(database) as connection:
            connection.execute(f"CREATE TABLE current_deals AS {CURRENT.format(source=source_of_lines(lines))}")
            connection.execute(f"CREATE TABLE factors AS {FACTORS.format(rates=rates)}")
        return
    _, question, form, file, rates, names, threads = sys.argv
    form, _, conversion = form.partition("-")
    if form == "prepared":
        connection = duckdb.connect(file, read_only=True)
    else:
        connection = duckdb.connect()
    connection.execute(f"SET threads = {int(threads)}")
    if form == "lines":
        connection.execute(f"CREATE TEMP VIEW current_deals AS {CURRENT.format(source=source_of_lines(file))}")
    elif form == "document":
        connection.execute(f"CREATE TEMP VIEW current_deals AS {CURRENT.format(source=source_of_document(file))}")
    elif form == "parquet":
        connection.execute(f"CREATE TEMP VIEW current_deals AS {PARQUET.format(file=file)}")
    if question == "converted":
        question = conversion or question
    if question in ("converted", "doubles") and form != "prepared":
        connection.execute(f"CREATE TEMP TABLE factors AS {FACTORS.format(rates=rates)}")
    if question == "list":
        wanted = ", ".join("'" + name.replace("'", "''") + "'" for name in json.loads(names))
        rows = connection.execute(QUESTIONS["list"].format(names=wanted)).fetchall()
        print(rows[0][0] if rows else 0)
        rows = [row[1:] for row in rows]
    else:
        rows = connection.execute(QUESTIONS[question].replace("{rates}", rates)).fetchall()
    for row in rows:
        print("\t".join("" if cell is None else repr(cell) if isinstance(cell, float) else str(cell) for cell in row))


def source_of_lines(lines):
    return f"read_json('{lines}', format = 'newline_delimited', columns = {column_types(DEAL)})"


def source_of_document(file):
    fields = ", ".join(f"{name} {kind}" for name, kind in DEAL.items())
    columns = column_types({"deals": f"STRUCT({fields})[]"})
    # To DuckDB a document is one object, which it loads as a whole.
    source = f"read_json('{file}', format = 'unstructured', maximum_object_size = 4000000000, columns = {columns})"
    return f"(SELECT deal.* FROM (SELECT unnest(deals) AS deal FROM {source}))"


def column_types(columns):
    return "{" + ", ".join(f"{name}: '{kind}'" for name, kind in columns.items()) + "}"


if __name__ == "__main__":
    main()
