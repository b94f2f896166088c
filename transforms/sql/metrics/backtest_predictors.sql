-- grain: one row per forecast that is judged
-- key: predictor
SELECT place, predictor
FROM (VALUES (1, 'score'), (2, 'usage'), (3, 'last_quarter'), (4, 'pulse')) AS forecasts(place, predictor)
