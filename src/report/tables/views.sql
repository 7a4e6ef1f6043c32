-- Totals of the tables in this folder, as `outlay totals` counts them.
-- Written by outlay {version}. The same text runs in DuckDB, ClickHouse and Spark, after the tables-*.sql of the engine.

-- The currency of the totals; '' converts nothing and gives a row for each currency. The rates: 'stated' takes the
-- equivalent that a source states and else the rate of the announcement, 'announced' always that rate, and a date such as
-- '2025-03-10' the rate of that day.
CREATE OR REPLACE VIEW target AS
SELECT '{currency}' AS currency, 'stated' AS rates_of;

-- The rates of calendar days, and the means of the periods that deals are dated to.
CREATE OR REPLACE VIEW dated_rates AS
SELECT r.currency AS currency, r.target AS target, r.date_text AS date_text, r.inverse AS inverse FROM rates r
UNION ALL
SELECT m.currency AS currency, m.target AS target, m.date_text AS date_text, m.inverse AS inverse FROM means m;

-- The target, and the currency through which it is reached: itself if there are rates to it, and else the euro.
CREATE OR REPLACE VIEW route AS
SELECT t.currency AS currency, t.rates_of AS rates_of, CASE WHEN COUNT(r.target) > 0 THEN t.currency ELSE 'EUR' END AS via
FROM target t
LEFT JOIN (SELECT DISTINCT x.target AS target FROM rates x) r ON r.target = t.currency
GROUP BY t.currency, t.rates_of;

-- Each deal with the target, and the date of its rate.
CREATE OR REPLACE VIEW routed_deals AS
SELECT
  d.id AS id, d.title AS title, d.kind AS kind, d.announced AS announced, d.status AS status, d.bound AS bound,
  d.floor AS floor, d.headline AS headline, d.ceiling AS ceiling, d.currency AS currency,
  d.counts AS counts, d.member_of AS member_of, d.counts_unconverted AS counts_unconverted,
  d.adds_floor AS adds_floor, d.adds_headline AS adds_headline, d.adds_ceiling AS adds_ceiling,
  t.currency AS target, t.via AS via,
  CASE WHEN t.rates_of = 'stated' THEN t.currency ELSE '' END AS stated_currency,
  CASE WHEN t.rates_of IN ('stated', 'announced') THEN d.announced_text ELSE t.rates_of END AS rate_date
FROM deals d
CROSS JOIN route t;

-- What an amount is multiplied by, for the currencies and dates of the deals. Rates stand before what they are joined to,
-- because ClickHouse keeps the second table of a join in memory.
CREATE OR REPLACE VIEW factors AS
SELECT a.currency AS currency, a.rate_date AS rate_date, b.inverse * 1.0e0 / (a.inverse * 1.0e0) AS factor
FROM (
  SELECT p.currency AS currency, p.rate_date AS rate_date, r.inverse AS inverse
  FROM dated_rates r
  JOIN (
    SELECT DISTINCT d.currency AS currency, d.rate_date AS rate_date, d.via AS via
    FROM routed_deals d
    WHERE d.target <> '' AND d.currency <> d.target
  ) p ON p.currency = r.currency AND p.rate_date = r.date_text AND p.via = r.target
) a
JOIN (
  SELECT q.rate_date AS rate_date, r.inverse AS inverse
  FROM dated_rates r
  JOIN (
    SELECT DISTINCT d.target AS target, d.rate_date AS rate_date, d.via AS via
    FROM routed_deals d
    WHERE d.target <> ''
  ) q ON q.target = r.currency AND q.rate_date = r.date_text AND q.via = r.target
) b ON b.rate_date = a.rate_date;

-- Where the amount of each deal in the target currency is taken from.
CREATE OR REPLACE VIEW deals_with_factors AS
SELECT
  d.id AS id, d.title AS title, d.kind AS kind, d.announced AS announced, d.status AS status,
  d.floor AS own_floor, d.headline AS own_headline, d.ceiling AS own_ceiling, d.currency AS own_currency,
  e.floor AS stated_floor, e.headline AS stated_headline, e.ceiling AS stated_ceiling,
  d.counts AS counts, d.member_of AS member_of, d.counts_unconverted AS counts_unconverted,
  d.adds_floor AS own_adds_floor, d.adds_headline AS own_adds_headline, d.adds_ceiling AS own_adds_ceiling,
  CASE WHEN d.target = '' THEN 1 ELSE 0 END AS is_unconverted,
  CASE
    WHEN d.target = '' THEN d.currency
    WHEN d.headline IS NULL OR d.currency = d.target THEN d.target
    WHEN e.currency IS NOT NULL OR f.factor IS NOT NULL THEN d.target
    ELSE d.currency
  END AS currency,
  CASE
    WHEN d.target = '' OR d.currency = d.target THEN 'own'
    -- One figure for a range makes neither end certain: both ends are converted at the rate that it implies.
    WHEN e.currency IS NOT NULL AND d.bound = 'range' AND e.bound <> 'range' AND d.headline > 0 THEN 'implied'
    WHEN e.currency IS NOT NULL THEN 'stated'
    WHEN f.factor IS NOT NULL THEN 'rate'
    ELSE 'none'
  END AS basis,
  CASE
    WHEN d.target = '' OR d.currency = d.target THEN 1.0e0
    WHEN e.currency IS NOT NULL AND d.headline > 0 THEN e.headline * 1.0e0 / (d.headline * 1.0e0)
    WHEN e.currency IS NOT NULL THEN 1.0e0
    WHEN f.factor IS NOT NULL THEN f.factor
    ELSE 1.0e0
  END AS factor
FROM routed_deals d
LEFT JOIN (
  SELECT
    y.deal_id AS deal_id, y.bound AS bound, y.floor AS floor, y.headline AS headline, y.ceiling AS ceiling,
    y.currency AS currency
  FROM equivalents y
  WHERE y.is_current AND y.citation IS NULL
) e ON e.deal_id = d.id AND e.currency = d.stated_currency
LEFT JOIN factors f ON f.currency = d.currency AND f.rate_date = d.rate_date;

-- The amount of each deal in the target currency, before links. Converted figures are rounded to ten decimals, so that
-- sums are exact from here on.
CREATE OR REPLACE VIEW converted_deals AS
SELECT
  d.id AS id, d.title AS title, d.kind AS kind, d.announced AS announced, d.status AS status,
  d.currency AS currency, d.basis AS basis, d.factor AS factor, d.is_unconverted AS is_unconverted,
  d.own_ceiling AS own_ceiling, d.own_currency AS own_currency,
  d.counts AS counts, d.member_of AS member_of, d.counts_unconverted AS counts_unconverted,
  d.own_adds_floor AS own_adds_floor, d.own_adds_headline AS own_adds_headline, d.own_adds_ceiling AS own_adds_ceiling,
  CASE
    WHEN d.own_floor IS NULL OR d.basis = 'own' OR d.basis = 'none' THEN d.own_floor
    WHEN d.basis = 'stated' THEN d.stated_floor
    ELSE CAST(COALESCE(d.own_floor * d.factor, 0.0e0) AS DECIMAL(38, 10))
  END AS floor,
  CASE
    WHEN d.own_headline IS NULL OR d.basis = 'own' OR d.basis = 'none' THEN d.own_headline
    WHEN d.basis = 'stated' THEN d.stated_headline
    ELSE CAST(COALESCE(d.own_headline * d.factor, 0.0e0) AS DECIMAL(38, 10))
  END AS headline,
  CASE
    WHEN d.basis = 'own' OR d.basis = 'none' THEN d.own_ceiling
    WHEN d.basis = 'stated' THEN d.stated_ceiling
    WHEN d.own_ceiling IS NULL THEN d.own_ceiling
    ELSE CAST(COALESCE(d.own_ceiling * d.factor, 0.0e0) AS DECIMAL(38, 10))
  END AS ceiling
FROM deals_with_factors d;

-- Each deal as it is now: its amount in the target currency, whether it counts, and what it adds to totals beside the
-- deals that it is linked to. A null ceiling of an amount that is disclosed is open.
CREATE OR REPLACE VIEW deals_current AS
WITH converted AS (
  SELECT * FROM converted_deals
),
-- Deals whose money is inside that of another one. An amount that could not be converted cannot be compared.
members AS (
  SELECT
    m.id AS id, m.member_of AS member_of, m.floor AS floor, m.headline AS headline, m.ceiling AS ceiling,
    -- In one currency, a member covers the floor of its whole at the higher of their two rates: what the rate gained
    -- between their days is not certain to be left.
    CASE
      WHEN m.ceiling IS NOT NULL AND m.own_currency = w.own_currency
        AND CAST(COALESCE(m.own_ceiling * w.factor, 0.0e0) AS DECIMAL(38, 10)) > m.ceiling
        THEN CAST(COALESCE(m.own_ceiling * w.factor, 0.0e0) AS DECIMAL(38, 10))
      ELSE m.ceiling
    END AS covered_floor,
    CASE WHEN m.currency = w.currency THEN 1 ELSE 0 END AS is_comparable
  FROM converted m
  JOIN converted w ON w.id = m.member_of
  WHERE m.counts
),
-- What the members of each deal leave of it: its floor less their ceilings, its headline less their headlines, its
-- ceiling less their floors.
rests AS (
  SELECT
    z.id AS id, SUM(z.floor) AS floor, SUM(z.headline) AS headline, SUM(z.ceiling) AS ceiling,
    SUM(z.is_open_member) AS open_members, SUM(z.is_member) AS members
  FROM (
    SELECT
      d.id AS id, d.floor AS floor, d.headline AS headline, d.ceiling AS ceiling, 0 AS is_open_member, 0 AS is_member
    FROM converted d
    WHERE d.id IN (SELECT x.member_of FROM deals x WHERE x.member_of IS NOT NULL)
    UNION ALL
    SELECT
      m.member_of AS id, -m.covered_floor AS floor, -m.headline AS headline, -m.floor AS ceiling,
      CASE WHEN m.ceiling IS NULL THEN 1 ELSE 0 END AS is_open_member, 1 AS is_member
    FROM members m
    WHERE m.is_comparable = 1
  ) z
  GROUP BY z.id
)
SELECT
  d.id AS id, d.title AS title, d.kind AS kind, d.announced AS announced, d.status AS status,
  d.floor AS floor, d.headline AS headline, d.ceiling AS ceiling, d.currency AS currency,
  d.basis AS basis, d.factor AS factor, d.is_unconverted AS is_unconverted, d.is_exact AS is_exact,
  d.counts AS counts, d.has_members AS has_members,
  CASE WHEN d.counts = 1 AND d.headline IS NULL THEN 1 ELSE 0 END AS is_undisclosed,
  CASE WHEN d.counts = 1 AND d.headline IS NOT NULL AND d.adds_ceiling IS NULL THEN 1 ELSE 0 END AS is_open,
  d.adds_floor AS adds_floor, d.adds_headline AS adds_headline, d.adds_ceiling AS adds_ceiling
FROM (
  SELECT
    c.id AS id, c.title AS title, c.kind AS kind, c.announced AS announced, c.status AS status,
    c.floor AS floor, c.headline AS headline, c.ceiling AS ceiling, c.currency AS currency,
    c.basis AS basis, c.factor AS factor, c.is_unconverted AS is_unconverted,
    c.counts AS counts, c.has_members AS has_members,
    -- The tables have the exact figures of what is not converted.
    CASE
      WHEN c.is_unconverted = 1 OR (c.basis = 'own' AND c.has_members = 0 AND c.counts_unconverted) THEN 1
      ELSE 0
    END AS is_exact,
    CASE
      WHEN c.counts = 0 THEN NULL
      WHEN c.is_unconverted = 1 THEN c.own_adds_floor
      WHEN c.has_members = 0 THEN c.floor
      -- What is less than the rounding of converted figures is nothing.
      WHEN c.open_members > 0 OR c.rest_floor * 1.0e0 <= c.floor * 1.0e-12 THEN CAST(0 AS DECIMAL(38, 10))
      ELSE c.rest_floor
    END AS adds_floor,
    CASE
      WHEN c.counts = 0 THEN NULL
      WHEN c.is_unconverted = 1 THEN c.own_adds_headline
      WHEN c.has_members = 0 THEN c.headline
      WHEN c.rest_headline * 1.0e0 <= c.headline * 1.0e-12 THEN CAST(0 AS DECIMAL(38, 10))
      ELSE c.rest_headline
    END AS adds_headline,
    CASE
      WHEN c.counts = 0 THEN NULL
      WHEN c.is_unconverted = 1 THEN c.own_adds_ceiling
      WHEN c.has_members = 0 OR c.ceiling IS NULL THEN c.ceiling
      WHEN c.rest_ceiling * 1.0e0 <= c.ceiling * 1.0e-12 THEN CAST(0 AS DECIMAL(38, 10))
      ELSE c.rest_ceiling
    END AS adds_ceiling
  FROM (
    SELECT
      x.id AS id, x.title AS title, x.kind AS kind, x.announced AS announced, x.status AS status,
      x.floor AS floor, x.headline AS headline, x.ceiling AS ceiling, x.currency AS currency,
      x.basis AS basis, x.factor AS factor, x.is_unconverted AS is_unconverted,
      x.counts_unconverted AS counts_unconverted,
      x.own_adds_floor AS own_adds_floor, x.own_adds_headline AS own_adds_headline,
      x.own_adds_ceiling AS own_adds_ceiling,
      CASE
        WHEN x.is_unconverted = 1 AND x.counts_unconverted THEN 1
        WHEN x.is_unconverted = 0 AND x.counts AND COALESCE(m.is_not_comparable, 0) = 0 THEN 1
        ELSE 0
      END AS counts,
      CASE WHEN r.members > 0 THEN 1 ELSE 0 END AS has_members,
      r.floor AS rest_floor, r.headline AS rest_headline, r.ceiling AS rest_ceiling, r.open_members AS open_members
    FROM converted x
    LEFT JOIN rests r ON r.id = x.id
    -- Where no row matches, ClickHouse has 0 in the place of null in a column without nulls: both mean the same here.
    LEFT JOIN (SELECT y.id AS id, 1 AS is_not_comparable FROM members y WHERE y.is_comparable = 0) m ON m.id = x.id
  ) c
) d;

-- Floor, headline and ceiling of each country, as `outlay totals --by country`.
CREATE OR REPLACE VIEW totals_by_country AS
SELECT
  p.country AS country, COUNT(*) AS deals, SUM(p.is_undisclosed) AS undisclosed,
  SUM(p.floor) AS floor, SUM(p.headline) AS headline,
  CASE WHEN SUM(p.is_open) > 0 THEN NULL ELSE SUM(p.ceiling) END AS ceiling, p.currency AS currency
FROM (
  SELECT
    c.country AS country, d.currency AS currency, d.is_undisclosed AS is_undisclosed, d.is_open AS is_open,
    CASE
      WHEN d.is_exact = 1 THEN c.adds_floor
      WHEN c.share_floor = 1 OR d.adds_floor IS NULL THEN d.adds_floor
      ELSE CAST(COALESCE(d.adds_floor * (c.share_floor * 1.0e0), 0.0e0) AS DECIMAL(38, 10))
    END AS floor,
    CASE
      WHEN d.is_exact = 1 THEN c.adds_headline
      WHEN c.share_headline = 1 OR d.adds_headline IS NULL THEN d.adds_headline
      ELSE CAST(COALESCE(d.adds_headline * (c.share_headline * 1.0e0), 0.0e0) AS DECIMAL(38, 10))
    END AS headline,
    CASE
      WHEN d.is_exact = 1 THEN c.adds_ceiling
      WHEN c.share_ceiling = 1 OR d.adds_ceiling IS NULL THEN d.adds_ceiling
      ELSE CAST(COALESCE(d.adds_ceiling * (c.share_ceiling * 1.0e0), 0.0e0) AS DECIMAL(38, 10))
    END AS ceiling
  FROM deals_current d
  JOIN countries c ON c.deal_id = d.id
  WHERE d.counts = 1
) p
GROUP BY p.country, p.currency;

-- Floor, headline and ceiling of each year of announcement, as `outlay totals --by year`.
CREATE OR REPLACE VIEW totals_by_year AS
SELECT
  p.year AS year, COUNT(*) AS deals, SUM(p.is_undisclosed) AS undisclosed,
  SUM(p.floor) AS floor, SUM(p.headline) AS headline,
  CASE WHEN SUM(p.is_open) > 0 THEN NULL ELSE SUM(p.ceiling) END AS ceiling, p.currency AS currency
FROM (
  SELECT
    EXTRACT(YEAR FROM d.announced) AS year, d.currency AS currency, d.is_undisclosed AS is_undisclosed,
    d.is_open AS is_open, d.adds_floor AS floor, d.adds_headline AS headline, d.adds_ceiling AS ceiling
  FROM deals_current d
  WHERE d.counts = 1
) p
GROUP BY p.year, p.currency;

-- Floor, headline and ceiling of each company with its subsidiaries, as `outlay totals --by company`. A company may hold a
-- part of a deal, never more than the deal adds. Partners, operators and backers hold nothing.
CREATE OR REPLACE VIEW totals_by_company AS
SELECT
  p.company AS company, COUNT(*) AS deals, SUM(p.is_undisclosed) AS undisclosed,
  SUM(p.floor) AS floor, SUM(p.headline) AS headline,
  CASE WHEN SUM(p.is_open) > 0 THEN NULL ELSE SUM(p.ceiling) END AS ceiling, p.currency AS currency
FROM (
  SELECT
    q.company AS company, q.currency AS currency, q.is_undisclosed AS is_undisclosed,
    CASE
      WHEN q.held = 'whole' THEN q.adds_floor
      WHEN q.held = 'part' AND q.is_limited = 1 AND q.adds_floor < q.floor THEN q.adds_floor
      WHEN q.held = 'part' THEN q.floor
      ELSE NULL
    END AS floor,
    CASE
      WHEN q.held = 'whole' THEN q.adds_headline
      WHEN q.held = 'part' AND q.is_limited = 1 AND q.adds_headline < q.headline THEN q.adds_headline
      WHEN q.held = 'part' THEN q.headline
      ELSE NULL
    END AS headline,
    CASE
      WHEN q.held = 'whole' THEN q.adds_ceiling
      WHEN q.held = 'part' AND q.is_limited = 1 AND (q.ceiling IS NULL OR q.adds_ceiling < q.ceiling)
        THEN q.adds_ceiling
      WHEN q.held = 'part' THEN q.ceiling
      ELSE NULL
    END AS ceiling,
    CASE
      WHEN q.held = 'whole' THEN q.is_open
      WHEN q.held = 'part' AND q.ceiling IS NULL AND (q.is_limited = 0 OR q.adds_ceiling IS NULL) THEN 1
      ELSE 0
    END AS is_open
  FROM (
    SELECT
      k.name AS company, h.held AS held, d.currency AS currency, d.is_undisclosed AS is_undisclosed,
      d.is_open AS is_open,
      -- Nobody holds more of a deal than its members leave.
      CASE WHEN d.has_members = 1 OR d.is_unconverted = 1 THEN 1 ELSE 0 END AS is_limited,
      d.adds_floor AS adds_floor, d.adds_headline AS adds_headline, d.adds_ceiling AS adds_ceiling,
      CASE
        WHEN h.floor IS NULL OR d.basis = 'own' OR d.basis = 'none' THEN h.floor
        ELSE CAST(COALESCE(h.floor * d.factor, 0.0e0) AS DECIMAL(38, 10))
      END AS floor,
      CASE
        WHEN h.headline IS NULL OR d.basis = 'own' OR d.basis = 'none' THEN h.headline
        ELSE CAST(COALESCE(h.headline * d.factor, 0.0e0) AS DECIMAL(38, 10))
      END AS headline,
      CASE
        WHEN h.ceiling IS NULL OR d.basis = 'own' OR d.basis = 'none' THEN h.ceiling
        ELSE CAST(COALESCE(h.ceiling * d.factor, 0.0e0) AS DECIMAL(38, 10))
      END AS ceiling
    FROM deals_current d
    JOIN holdings h ON h.deal_id = d.id
    JOIN companies k ON k.id = h.company_id
    WHERE d.counts = 1
  ) q
) p
GROUP BY p.company, p.currency;
