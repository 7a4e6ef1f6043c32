"""Answers one question with Polars from JSON Lines. Arguments and output are those of query_duckdb.py.

query_polars.py QUESTION lines FILE RATES NAMES THREADS
"""

import json
import os
import sys

os.environ["POLARS_MAX_THREADS"] = sys.argv[6]
import polars as pl  # noqa: E402  (Polars reads the number of threads when it is imported)

AMOUNT = pl.Struct({"bound": pl.String, "value": pl.String, "low": pl.String, "high": pl.String, "currency": pl.String})
DEAL = {
    "id": pl.String,
    "announced": pl.String,
    "status": pl.String,
    "amount": AMOUNT,
    "parties": pl.List(pl.Struct({"company": pl.String})),
    "places": pl.List(pl.Struct({"area": pl.String})),
    "history": pl.List(pl.Struct({"status": pl.String, "amount": AMOUNT})),
}
WIDE = pl.Decimal(38, 3)


def current_deals(lines):
    """Returns the deals with the status and amount of their latest revision."""
    last = lambda field: (  # noqa: E731
        pl.col("history").list.eval(pl.element().struct.field(field).drop_nulls()).list.last()
    )
    part = lambda field: pl.col("amount").struct.field(field)  # noqa: E731
    decimal = lambda field: part(field).cast(WIDE)  # noqa: E731
    bound = part("bound").fill_null("exact")
    middle = (decimal("low") + decimal("high")) * pl.lit("0.5").cast(pl.Decimal(38, 1))
    return (
        pl.scan_ndjson(lines, schema=DEAL)
        .with_columns(
            status=pl.coalesce(last("status"), pl.col("status"), pl.lit("announced")),
            amount=pl.when(last("amount").struct.field("currency").is_not_null())
            .then(last("amount"))
            .otherwise(pl.col("amount")),
        )
        .with_columns(
            currency=part("currency"),
            floor=pl.when(bound == "up to")
            .then(pl.lit("0").cast(WIDE))
            .otherwise(pl.coalesce(decimal("value"), decimal("low"))),
            headline=pl.coalesce(decimal("value"), middle.cast(WIDE)),
            ceiling=pl.when(bound != "at least").then(pl.coalesce(decimal("value"), decimal("high"))),
            is_open=bound == "at least",
        )
    )


def factors(rates):
    """Returns the conversion factors to US dollars by currency and date, which is a day, a month or a year."""
    table = pl.read_csv(rates, infer_schema_length=0, truncate_ragged_lines=True)
    known = (
        table.select("Date", *[name for name in table.columns if len(name) == 3])
        .unpivot(index="Date", variable_name="currency", value_name="rate")
        .with_columns(day=pl.col("Date").str.to_date(), rate=pl.col("rate").cast(pl.Float64, strict=False))
        .filter(pl.col("rate").is_not_null() & (pl.col("day") >= pl.date(2009, 12, 1)))
        .select("day", "currency", "rate")
    )
    known = pl.concat([known, known.select("day").unique().with_columns(currency=pl.lit("EUR"), rate=1.0)])
    days = pl.DataFrame({"target": pl.date_range(pl.date(2010, 1, 1), pl.date(2026, 10, 30), eager=True)})
    by_day = (
        days.join(known.select("currency").unique(), how="cross")
        .sort("target")
        .join_asof(
            known.sort("day"), left_on="target", right_on="day", by="currency", tolerance="7d", check_sortedness=False
        )
        .drop_nulls("rate")
    )
    dated = pl.concat(
        [by_day.select(announced=pl.col("target").dt.strftime("%Y-%m-%d"), currency="currency", rate="rate")]
        + [
            known.group_by(pl.col("day").dt.strftime(form).alias("announced"), "currency").agg(pl.col("rate").mean())
            for form in ("%Y-%m", "%Y")
        ]
    )
    dollar = dated.filter(pl.col("currency") == "USD").select("announced", dollar="rate")
    return dated.join(dollar, on="announced").select("announced", "currency", factor=pl.col("dollar") / pl.col("rate"))


def sums(floor, headline, ceiling):
    """Returns the columns of totals: deals, floor, headline and ceiling, null if there is none."""
    return [
        pl.len(),
        pl.when(floor.count() > 0).then(floor.sum()).alias("floor_sum"),
        pl.when(headline.count() > 0).then(headline.sum()).alias("headline_sum"),
        pl.when(~pl.col("is_open").any() & (ceiling.count() > 0)).then(ceiling.sum()).alias("ceiling_sum"),
    ]


def main():
    _, question, _, file, rates, names, _ = sys.argv
    deals = current_deals(file)
    counted = deals.filter(~pl.col("status").is_in(["rumoured", "cancelled"]))
    unconverted = sums(pl.col("floor"), pl.col("headline"), pl.col("ceiling"))
    if question == "list":
        wanted = json.loads(names)
        named = pl.col("parties").list.eval(
            pl.element().struct.field("company").str.to_lowercase().is_in(wanted)
        ).list.any()
        found = (
            deals.filter(named)
            .select("id", "announced", "currency", "headline")
            .sort("currency", "headline", "id", descending=[False, True, False], nulls_last=True)
            .collect()
        )
        print(len(found))
        answer = found.select("id", "announced").head(20)
    elif question == "region":
        in_country = pl.col("places").list.eval(pl.element().struct.field("area") == "FR").list.any()
        answer = counted.filter(in_country).group_by(pl.col("currency").fill_null("")).agg(unconverted).collect()
    elif question == "year":
        group = pl.col("announced").str.head(4) + " " + pl.col("currency").fill_null("undisclosed")
        answer = counted.group_by(group).agg(unconverted).collect()
    else:
        rate = pl.col("factor")
        values = [pl.col(name).cast(pl.Float64) * rate for name in ("floor", "headline", "ceiling")]
        joined = counted.join(factors(rates).lazy(), on=["announced", "currency"], how="left")
        answer = joined.select(pl.lit("USD").alias("group"), *sums(*values)).collect()
    for row in answer.iter_rows():
        print("\t".join("" if cell is None else repr(cell) if isinstance(cell, float) else str(cell) for cell in row))


if __name__ == "__main__":
    main()
