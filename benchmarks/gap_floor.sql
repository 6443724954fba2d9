-- The floor that benchmarks/gaps.py compares with: one statement that reads the same rows and
-- writes the same columns as the recalculation, but knows only levels, and treats all as such.
UPDATE planapp_gap AS gap SET
    stale = FALSE,
    calculated_at = now(),
    revision_id = NULL,
    rule = 'levels only',
    reason = '',
    annual_status = CASE WHEN found.annual IS NULL THEN ''
        WHEN found.actual >= found.annual THEN 'met' ELSE 'missed' END,
    missing_years = '[]',
    actual = found.actual,
    expected_value = found.expected,
    completion = found.completion,
    time_progress = found.gone,
    due_progress = found.gone,
    attainment = found.actual / NULLIF(found.target, 0),
    gap = found.target - found.actual,
    lag = found.expected - found.actual,
    required = (found.target - found.actual) / NULLIF(found.n - found.k, 0),
    forecast = found.forecast,
    met = found.actual >= found.target,
    status = CASE
        WHEN found.actual IS NULL THEN 'no_data'
        WHEN found.actual >= found.target THEN 'achieved'
        WHEN found.k = found.n AND found.completion >= found.nearly_from THEN 'nearly'
        WHEN found.k = found.n THEN 'missed'
        WHEN found.completion IS NULL THEN 'unassessable'
        WHEN found.completion < 0 THEN 'regressing'
        WHEN found.completion >= found.gone + 0.10 THEN 'ahead'
        WHEN found.completion >= found.gone - found.tolerance_points / 100 THEN 'on_track'
        ELSE 'behind' END,
    light = CASE
        WHEN found.actual IS NULL OR found.completion IS NULL THEN 'grey'
        WHEN found.actual >= found.target THEN 'green'
        WHEN found.completion >= found.gone - found.tolerance_points / 100 THEN 'green'
        WHEN found.completion >= found.gone * found.red_below THEN 'yellow'
        ELSE 'red' END,
    trend = CASE
        WHEN found.forecast IS NULL THEN ''
        WHEN found.forecast >= found.target THEN 'likely'
        WHEN found.target - found.forecast <= abs(found.target - found.base) / 10 THEN 'at_risk'
        ELSE 'unlikely' END,
    inputs = jsonb_build_object(
        'measure', found.measure, 'comparator', found.comparator, 'unit', found.value_unit,
        'target', trim_scale(found.target)::text,
        'target_max', trim_scale(found.target_max)::text,
        'target_year', found.target_year, 'base_year', found.base_year,
        'base_value', trim_scale(found.base)::text, 'period_start', found.period_start,
        'entry', found.entry, 'path', found.path,
        'approx_tolerance', trim_scale(found.approx_tolerance)::text,
        'annual_targets', CASE WHEN found.annual IS NULL THEN '{}'::jsonb
            ELSE jsonb_build_object(found.year, trim_scale(found.annual)::text) END,
        'annual_official', COALESCE(found.official, FALSE),
        'records', found.records, 'as_of', found.year, 'window_closed', TRUE,
        'policy', jsonb_build_object(
            'mode', found.mode, 'tolerance_points', trim_scale(found.tolerance_points)::text,
            'red_below', trim_scale(found.red_below)::text,
            'red_points', trim_scale(found.red_points)::text,
            'nearly_from', trim_scale(found.nearly_from)::text),
        'years', found.n, 'elapsed', found.k::text)
FROM (
    SELECT *,
        base + (target - base) * k / n AS expected,
        (actual - base) / NULLIF(target - base, 0) AS completion,
        k::numeric / n AS gone,
        -- least squares, read off at the target year
        (sum_y * (count * sum_xx - sum_x * sum_x)
            + (count * sum_xy - sum_x * sum_y) * (count * target_year - sum_x))
            / NULLIF(count * (count * sum_xx - sum_x * sum_x), 0) AS forecast
    FROM (
        SELECT gap.id, indicator.measure, indicator.comparator, indicator.value_unit,
            indicator.target, indicator.target_max, indicator.target_year, indicator.base_year,
            indicator.base_value AS base, indicator.path, series.entry, plan.period_start,
            extract(year FROM cycle.as_of_on)::text AS year,
            extract(year FROM cycle.as_of_on)::int - (plan.period_start - 1) AS k,
            indicator.target_year - (plan.period_start - 1) AS n,
            annual.value AS annual, annual.official,
            COALESCE(policy.mode, 'ratio') AS mode,
            COALESCE(policy.tolerance_points, 1) AS tolerance_points,
            COALESCE(policy.red_below, 0.8) AS red_below,
            COALESCE(policy.red_points, 20) AS red_points,
            COALESCE(policy.nearly_from, 0.95) AS nearly_from,
            COALESCE(policy.approx_tolerance, 0.05) AS approx_tolerance,
            read.*
        FROM planapp_gap AS gap
        JOIN planapp_indicator AS indicator ON indicator.id = gap.indicator_id
        JOIN planapp_series AS series ON series.id = indicator.series_id
        JOIN planapp_plan AS plan ON plan.id = indicator.plan_id
        JOIN planapp_reportingcycle AS cycle ON cycle.id = gap.cycle_id
        LEFT JOIN planapp_lightpolicy AS policy ON policy.plan_id = plan.id
        LEFT JOIN planapp_annualtarget AS annual
            ON annual.indicator_id = indicator.id
            AND annual.year = extract(year FROM cycle.as_of_on)
        LEFT JOIN (
            SELECT series_id,
                count(*) AS count,
                sum(x) AS sum_x, sum(x * x) AS sum_xx, sum(value) AS sum_y,
                sum(x * value) AS sum_xy,
                (array_agg(value ORDER BY x DESC))[1] AS actual,
                jsonb_object_agg(x, trim_scale(value)::text) AS records
            FROM (
                SELECT series_id, value, extract(year FROM as_of_on) AS x
                FROM planapp_progressrecord WHERE state = 'approved'
            ) AS record
            GROUP BY series_id
        ) AS read ON read.series_id = series.id
        WHERE gap.stale
    ) AS joined
) AS found
WHERE gap.id = found.id
