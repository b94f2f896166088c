-- Macros every model may use. ${timezone} and ${fiscal_year_start} are filled in
-- from the settings when the file is run; one statement ends at each semicolon
-- that closes a line.

-- The day of the reporting time zone an instant (UTC, without zone) falls on.
CREATE MACRO local_day(instant) AS
    CAST(timezone(${timezone}, timezone('UTC', instant)) AS DATE);

-- The instant a day of the reporting time zone begins.
CREATE MACRO day_start(day) AS
    timezone('UTC', timezone(${timezone}, CAST(day AS TIMESTAMP)));

-- The day of a value that may be an instant or a bare date: midnight sharp means
-- that only a date was given, which no time zone may move.
CREATE MACRO day_of(value) AS
    CASE WHEN CAST(value AS TIMESTAMP) = date_trunc('day', CAST(value AS TIMESTAMP))
         THEN CAST(value AS DATE)
         ELSE CAST(timezone(${timezone}, timezone('UTC', CAST(value AS TIMESTAMP))) AS DATE)
    END;

-- First and last day of the month of a day.
CREATE MACRO month_of(day) AS CAST(date_trunc('month', day) AS DATE);
CREATE MACRO month_last_day(day) AS
    CAST(date_trunc('month', day) + INTERVAL 1 MONTH - INTERVAL 1 DAY AS DATE);

-- The day n months later (earlier when n is negative).
CREATE MACRO add_months(day, n) AS CAST(day + n * INTERVAL 1 MONTH AS DATE);

-- First day of the fiscal quarter and of the fiscal year of a day.
CREATE MACRO quarter_start(day) AS
    CAST(date_trunc('month', day)
         - ((month(day) - ${fiscal_year_start} + 12) % 3) * INTERVAL 1 MONTH AS DATE);
CREATE MACRO fiscal_year_start_of(day) AS
    CAST(date_trunc('month', day)
         - ((month(day) - ${fiscal_year_start} + 12) % 12) * INTERVAL 1 MONTH AS DATE);

-- Monday of the week of a day.
CREATE MACRO week_of(day) AS CAST(date_trunc('week', day) AS DATE);

-- A fraction as the settings spell it, such as 12/52.
CREATE MACRO fraction_of(text) AS CAST(split_part(text, '/', 1) AS DOUBLE) / CAST(split_part(text, '/', 2) AS DOUBLE);

-- How many months n billing intervals are, null for one that does not recur or is
-- not known; and the instant n of them end that begin at an instant. week_months
-- and day_months are the settings of these names.
CREATE MACRO interval_months(unit, n, week_months, day_months) AS
    CASE unit WHEN 'day' THEN fraction_of(day_months) WHEN 'week' THEN fraction_of(week_months) WHEN 'month' THEN 1.0
        WHEN 'quarter' THEN 3.0 WHEN 'half_year' THEN 6.0 WHEN 'year' THEN 12.0 END * coalesce(n, 1);
CREATE MACRO interval_end(instant, unit, n) AS
    CASE unit
        WHEN 'day' THEN instant + CAST(coalesce(n, 1) AS INTEGER) * INTERVAL 1 DAY
        WHEN 'week' THEN instant + CAST(coalesce(n, 1) AS INTEGER) * INTERVAL 7 DAY
        WHEN 'month' THEN instant + CAST(coalesce(n, 1) AS INTEGER) * INTERVAL 1 MONTH
        WHEN 'quarter' THEN instant + CAST(coalesce(n, 1) AS INTEGER) * INTERVAL 3 MONTH
        WHEN 'half_year' THEN instant + CAST(coalesce(n, 1) AS INTEGER) * INTERVAL 6 MONTH
        WHEN 'year' THEN instant + CAST(coalesce(n, 1) AS INTEGER) * INTERVAL 1 YEAR
    END;

-- Whole days from one day to another; minutes, with their fraction, from one
-- instant to another.
CREATE MACRO days_between(from_day, to_day) AS CAST(to_day AS DATE) - CAST(from_day AS DATE);
CREATE MACRO minutes_between(from_instant, to_instant) AS
    (epoch_us(to_instant) - epoch_us(from_instant)) / 60000000.0;

-- A quotient as DOUBLE; null when the denominator is 0 or either side is null.
CREATE MACRO ratio(numerator, denominator) AS
    CAST(numerator AS DOUBLE) / nullif(CAST(denominator AS DOUBLE), 0);

-- A word of a fixed set as files spell it: blank is null, upper case is lower.
CREATE MACRO word_of(text) AS nullif(lower(trim(text)), '');

-- Whether a question's text sounds as if its answer were a score.
CREATE MACRO asks_for_score(text) AS
    coalesce(regexp_matches(lower(text), 'satisf|recommend|effort|how easy|rate your|rate the'), FALSE);

-- An id that another source of the same kind has too gets its source before it.
-- first_source and last_source are the least and greatest that have it.
CREATE MACRO own_id(source, id, first_source, last_source) AS
    CASE WHEN first_source <> last_source THEN source || '/' || id ELSE id END;

-- A currency's code in upper case; another, the company's, when none is given.
CREATE MACRO currency_or(code, otherwise) AS coalesce(nullif(upper(trim(code)), ''), otherwise);

-- A number as CRMs and files spell it; null for anything else.
CREATE MACRO number_of(text) AS
    CASE WHEN regexp_matches(trim(text), '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$')
              AND isfinite(TRY_CAST(trim(text) AS DOUBLE))
         THEN TRY_CAST(trim(text) AS DOUBLE) END;

-- The day of a date, of an ISO 8601 instant, or of milliseconds since 1970.
CREATE MACRO date_of(text) AS CASE
    WHEN regexp_matches(trim(text), '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') THEN TRY_CAST(trim(text) AS DATE)
    WHEN regexp_matches(trim(text), '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]')
        THEN day_of(CAST(TRY_CAST(trim(text) AS TIMESTAMPTZ) AS TIMESTAMP))
    WHEN regexp_matches(trim(text), '^-?[0-9]{11,14}$') THEN day_of(make_timestamp(TRY_CAST(trim(text) AS BIGINT) * 1000))
    END;

-- A yes or no.
CREATE MACRO flag_of(text) AS CASE
    WHEN lower(trim(text)) IN ('true', 't', 'yes', 'y', '1') THEN TRUE
    WHEN lower(trim(text)) IN ('false', 'f', 'no', 'n', '0') THEN FALSE
    END;

-- Money at the house's precision.
CREATE MACRO money(amount) AS CAST(round(amount, 6) AS DECIMAL(18, 6));

-- Exact counts and sums without HUGEINT.
CREATE MACRO sum_int(value) AS CAST(sum(value) AS BIGINT);

-- Text at a path of a JSON text, e.g. json_text(item, '$.price.id').
CREATE MACRO json_text(document, path) AS json_extract_string(document, path);

-- The elements of a JSON array as a list of JSON values, for UNNEST.
CREATE MACRO json_elements(document) AS from_json(coalesce(document, '[]'), '["JSON"]');

-- The instant of an RFC 3339 text, and of unix seconds.
CREATE MACRO instant_of(text) AS CAST(CAST(text AS TIMESTAMPTZ) AS TIMESTAMP);
CREATE MACRO unix_instant(seconds) AS make_timestamp(CAST(seconds AS BIGINT) * 1000000);

-- The domain of an e-mail address, lower case; null when there is none.
CREATE MACRO email_domain(address) AS
    nullif(lower(trim(regexp_extract(trim(address), '@([^@\s>]+)>?$', 1))), '');

-- A domain as people write it (https://www.Acme.com/de) as a bare lower-case one.
CREATE MACRO clean_domain(text) AS
    nullif(regexp_replace(regexp_replace(lower(trim(text)), '^(https?://)?(www\.)?', ''), '[/:?#].*$', ''), '');

-- What a change of MRR is, in constant currency. Being there at its start and its end
-- is told apart from the amount, because a free plan may keep its customer.
CREATE MACRO movement_of(is_first, is_before, is_after, mrr_before, mrr_after, is_new) AS
    CASE
        WHEN is_first THEN 'opening'
        WHEN NOT is_before AND is_after AND is_new THEN 'new'
        WHEN NOT is_before AND is_after THEN 'reactivation'
        WHEN is_before AND NOT is_after THEN 'churn'
        WHEN mrr_after > mrr_before THEN 'expansion'
        WHEN mrr_after < mrr_before THEN 'contraction'
    END;

-- The day n days later (earlier when n is negative).
CREATE MACRO add_days(day, n) AS CAST(day + CAST(n AS INTEGER) AS DATE);

-- How many whole months there are from one day to another; and the months of a
-- contract that runs from a day to another, which may be given as its last day or
-- as the first after it: whole ones where it is within three days of whole
-- quarters, or a day of whole months, else its days.
CREATE MACRO whole_months(from_day, to_day) AS
    date_diff('month', from_day, to_day)
        - CASE WHEN add_months(from_day, date_diff('month', from_day, to_day)) > to_day THEN 1 ELSE 0 END;
CREATE MACRO near_months(from_day, to_day) AS CAST(round((CAST(to_day AS DATE) - CAST(from_day AS DATE)) * 12 / 365.25) AS INTEGER);
CREATE MACRO is_near_months(from_day, to_day) AS
    near_months(from_day, to_day) >= 1
        AND abs(CAST(to_day AS DATE) - add_months(from_day, near_months(from_day, to_day)))
            <= CASE WHEN near_months(from_day, to_day) % 3 = 0 THEN 3 ELSE 1 END;
CREATE MACRO contract_months(from_day, to_day, day_months) AS
    CASE WHEN is_near_months(from_day, to_day) THEN CAST(near_months(from_day, to_day) AS DOUBLE)
        ELSE (CAST(to_day AS DATE) - CAST(from_day AS DATE)) * fraction_of(day_months) END;
CREATE MACRO contract_end(from_day, to_day) AS
    CASE WHEN is_near_months(from_day, to_day) THEN add_months(from_day, near_months(from_day, to_day)) ELSE CAST(to_day AS DATE) END;

-- The day the interval ends that a day lies in, counted from the first one's beginning.
CREATE MACRO paid_until(start_day, day, unit, n) AS
    CASE
        WHEN unit IN ('day', 'week') THEN add_days(start_day, (floor((CAST(day AS DATE) - CAST(start_day AS DATE))
            / (CASE unit WHEN 'day' THEN 1.0 ELSE 7.0 END * coalesce(n, 1))) + 1) * CASE unit WHEN 'day' THEN 1 ELSE 7 END * coalesce(n, 1))
        WHEN unit IN ('month', 'quarter', 'half_year', 'year') THEN add_months(start_day, CAST((floor(whole_months(start_day, day)
            / (interval_months(unit, n, '1/1', '1/1'))) + 1) * interval_months(unit, n, '1/1', '1/1') AS INTEGER))
    END;

-- The numbers under which business_days and business_minutes keep the day of UTC,
-- and the minute of it, that an instant lies in. The open time of a schedule before
-- an instant, in microseconds: that before its day, that before its minute, and what
-- of the minute has passed where it is open.
CREATE MACRO schedule_slot(place, instant) AS place * 100000 + (CAST(instant AS DATE) - DATE '2000-01-01');
CREATE MACRO minute_slot(pattern, instant) AS pattern * 1440 + hour(instant) * 60 + minute(instant);
CREATE MACRO business_micros(before_day, before_minute, is_open, instant) AS
    (before_day + before_minute) * 60000000 + CASE WHEN is_open THEN epoch_us(instant) % 60000000 ELSE 0 END;

-- How a goal stands by its owner's word for it, null for one we do not know; and
-- whether by that word it is still to be reached.
CREATE MACRO goal_word(status) AS
    CASE
        WHEN replace(replace(lower(trim(status)), ' ', '_'), '-', '_') IN ('reached', 'achieved', 'done', 'met', 'complete', 'completed') THEN 'reached'
        WHEN replace(replace(lower(trim(status)), ' ', '_'), '-', '_') IN ('on_track', 'open', 'in_progress', 'active') THEN 'on_track'
        WHEN replace(replace(lower(trim(status)), ' ', '_'), '-', '_') IN ('behind', 'at_risk', 'off_track', 'delayed') THEN 'behind'
        WHEN replace(replace(lower(trim(status)), ' ', '_'), '-', '_') IN ('missed', 'failed') THEN 'missed'
        WHEN replace(replace(lower(trim(status)), ' ', '_'), '-', '_') IN ('dropped', 'cancelled', 'canceled') THEN 'dropped'
    END;
CREATE MACRO is_open_goal(status) AS coalesce(goal_word(status), '') NOT IN ('reached', 'missed', 'dropped');

-- Who gave an answer: an e-mail address is one person whatever source tells it, any
-- other id only within its source, and an answer without either is a person's only one.
CREATE MACRO respondent_of(source, respondent_id, response_id) AS
    CASE WHEN respondent_id LIKE '%@%' THEN lower(trim(respondent_id))
        ELSE coalesce(source, '') || '/' || coalesce(respondent_id, 'answer ' || response_id) END;

-- A ticket's state as files spell it; spam and merged tickets are as good as deleted.
CREATE MACRO ticket_state(text) AS
    CASE WHEN lower(trim(text)) IN ('spam', 'merged') THEN 'deleted' ELSE nullif(lower(trim(text)), '') END;

-- A value held inside limits; null stays null (greatest and least ignore nulls).
CREATE MACRO clamp(value, low, high) AS
    CASE WHEN value < low THEN low WHEN value > high THEN high ELSE value END;
CREATE MACRO not_negative(value) AS CASE WHEN value < 0 THEN 0 ELSE value END;

-- How far a KPI has come: 0 at the floor and 1 at the target, on a straight line
-- whichever of the two is higher, and at most the cap. In a range it is 1 from target
-- to target_to, and falls to 0 at floor and ceiling.
CREATE MACRO kpi_score(direction, actual, floor, target, target_to, ceiling, cap) AS
    clamp(round(CASE
        WHEN actual IS NULL THEN NULL
        WHEN direction <> 'range' OR actual < target THEN ratio(actual - floor, target - floor)
        WHEN actual > target_to THEN ratio(ceiling - actual, ceiling - target_to)
        ELSE 1.0 END, 12), 0.0, cap);

-- Wilson's 95 % interval of a share, e.g. of lost customers; null when n is 0.
CREATE MACRO wilson_low(hits, n) AS
    clamp((ratio(hits, n) + 1.9208 / nullif(n, 0)
        - 1.96 * sqrt(ratio(hits, n) * (1 - ratio(hits, n)) / nullif(n, 0) + 0.9604 / nullif(n * n, 0)))
        / (1 + 3.8416 / nullif(n, 0)), 0.0, 1.0);
CREATE MACRO wilson_high(hits, n) AS
    clamp((ratio(hits, n) + 1.9208 / nullif(n, 0)
        + 1.96 * sqrt(ratio(hits, n) * (1 - ratio(hits, n)) / nullif(n, 0) + 0.9604 / nullif(n * n, 0)))
        / (1 + 3.8416 / nullif(n, 0)), 0.0, 1.0);

-- Net Promoter Score of counts, and half of its 95 % interval: 196 is 1.96 in
-- points. The adjusted Wald interval is the same of 3/4 more promoters and 3/4
-- more detractors in 3 more answers, around the score of these.
CREATE MACRO nps_score(promoters, detractors, n) AS
    100 * ratio(promoters - detractors, n);
CREATE MACRO nps_margin(promoters, detractors, n) AS
    196 * sqrt(not_negative(ratio(promoters + detractors, n) - ratio(promoters - detractors, n) * ratio(promoters - detractors, n))
        / nullif(n, 0));

-- A scale of answers as people write it, 1-5.
CREATE MACRO scale_name(lowest, highest) AS
    CAST(CAST(lowest AS INTEGER) AS VARCHAR) || '-' || CAST(CAST(highest AS INTEGER) AS VARCHAR);

-- The band of a health score, its lower bound included, and the bands in their order.
CREATE MACRO band_of(score, green, yellow) AS
    CASE WHEN score >= green THEN 'green' WHEN score >= yellow THEN 'yellow' WHEN score IS NOT NULL THEN 'red' ELSE 'grey' END;
CREATE MACRO band_level(band) AS CASE band WHEN 'green' THEN 3 WHEN 'yellow' THEN 2 WHEN 'red' THEN 1 END;
CREATE MACRO band_at(level) AS CASE level WHEN 3 THEN 'green' WHEN 2 THEN 'yellow' WHEN 1 THEN 'red' ELSE 'grey' END;

-- An amount in the reporting currency. The wide cast matters: DuckDB multiplies
-- two DECIMAL(18) as one DECIMAL(18) and overflows at ten thousand.
CREATE MACRO at_rate(amount, rate) AS
    CAST(round(CAST(amount AS DECIMAL(38, 6)) * rate, 6) AS DECIMAL(18, 6));

-- A rate of loss over so many days as the rate of another length that compounds to
-- the same; of a month (a twelfth of 365 days) and of a year. Never times twelve.
CREATE MACRO rate_over(rate, days, other_days) AS
    1.0 - power(1.0 - CAST(rate AS DOUBLE), CAST(other_days AS DOUBLE) / days);
CREATE MACRO monthly_rate(rate, days) AS rate_over(rate, days, 365.0 / 12);
CREATE MACRO annual_rate(rate, days) AS rate_over(rate, days, 365.0);
