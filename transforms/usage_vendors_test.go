package transforms

import "testing"

// usageOf builds core.usage_events of one vendor's landed rows over the company
// 900 of ticketWorld.
func usageOf(t *testing.T, table, rows string) *database {
	t.Helper()
	landed := ticketWorld()
	landed[table] = rows
	return buildLanded(t, world{landed: landed}, "core.usage_events")
}

const usageRows = "SELECT event_id, customer_id, user_id, event, day, quantity FROM core.usage_events ORDER BY event_id"

// TestAmplitudeUsage: what its libraries note about users and groups is none.
func TestAmplitudeUsage(t *testing.T) {
	t.Parallel()
	db := usageOf(t, "amplitude_events", `
		event_key  event           user_id       device_id  amplitude_id  account_id  occurred_at            uploaded_at            quantity
		k1         'Report Run'    u@x.test      d1         -             900         '2026-01-05 04:59:59'  '2026-01-09 04:00:00'  3
		k2         session_start   -             d2         -             900         '2026-01-05 05:00:00'  '2026-01-05 05:00:01'  -
		k3         login           v@acme.test   d3         -             -           -                      '2026-01-06 05:00:01'  -
		k4         login           -             -          77            X           '2026-01-06 05:00:00'  '2026-01-06 05:00:01'  -
		k5         $identify       u@x.test      d1         -             900         '2026-01-06 05:00:00'  '2026-01-06 05:00:01'  -
		k6         $groupidentify  -             d1         -             900         '2026-01-06 05:00:00'  '2026-01-06 05:00:01'  -
		k7         login           u@x.test      d1         -             900         '2026-02-01 05:00:00'  '2026-02-01 05:00:01'  -`)
	diff(t, show(t, db.conn, usageRows), lines(`
		amplitude|k1  900  u@x.test     'Report Run'   2026-01-04  3.0
		amplitude|k2  900  d2           session_start  2026-01-05  1.0
		amplitude|k3  900  v@acme.test  login          2026-01-06  1.0
		amplitude|k4  -    77           login          2026-01-06  1.0`))
}

// TestPostHogUsage: pages and clicks are usage, what the library notes for itself
// is none; a group is not a user.
func TestPostHogUsage(t *testing.T) {
	t.Parallel()
	db := usageOf(t, "posthog_events", `
		uuid  event                  distinct_id          account_id  occurred_at            quantity
		u1    'Report Run'           u@x.test             900         '2026-01-05 05:00:00'  2.5
		u2    $pageview              v@acme.test          -           '2026-01-05 05:00:00'  -
		u3    $autocapture           u@x.test             900         '2026-01-05 05:00:00'  -
		u4    $groupidentify         $account_id_900      900         '2026-01-05 05:00:00'  -
		u5    $identify              u@x.test             900         '2026-01-05 05:00:00'  -
		u6    $feature_flag_called   u@x.test             900         '2026-01-05 05:00:00'  -
		u7    'Report Run'           u@x.test             900         '2026-03-05 05:00:00'  -`)
	diff(t, show(t, db.conn, usageRows), lines(`
		posthog|u1  900  u@x.test     'Report Run'  2026-01-05  2.5
		posthog|u2  900  v@acme.test  $pageview     2026-01-05  1.0
		posthog|u3  900  u@x.test     $autocapture  2026-01-05  1.0`))
}

// TestSegmentUsage: who a call is of and which account it belongs to, from
// whichever message says so, the latest first.
func TestSegmentUsage(t *testing.T) {
	t.Parallel()
	db := usageOf(t, "segment_messages", `
		message_id  type      event  name   user_id    anonymous_id  previous_id  group_id  context_group_id  property_group_id  occurred_at            received_at            quantity
		m01         track     run    -      u1         -             -            -         900               X                  '2026-01-05 05:00:00'  '2026-01-05 05:00:01'  2
		m02         track     run    -      u1         -             -            -         -                 900                '2026-01-05 05:00:00'  '2026-01-05 05:00:01'  -
		m03         page      -      Home   -          a1            -            -         -                 -                  -                      '2026-01-05 05:00:01'  -
		m04         identify  -      -      u1         a1            -            -         -                 -                  '2026-01-05 06:00:00'  '2026-01-05 06:00:01'  -
		m05         screen    -      -      -          a2            -            -         -                 -                  '2026-01-05 05:00:00'  '2026-01-05 05:00:01'  -
		m06         alias     -      -      u2         -             a2           -         -                 -                  '2026-01-05 06:00:00'  '2026-01-05 06:00:01'  -
		m07         group     -      -      u1         -             -            X         -                 -                  '2026-01-05 06:00:00'  '2026-01-05 06:00:01'  -
		m08         group     -      -      u1         -             -            900       -                 -                  '2026-01-06 06:00:00'  '2026-01-06 06:00:01'  -
		m09         group     -      -      u1         -             -            X         -                 -                  '2026-02-06 06:00:00'  '2026-02-06 06:00:01'  -
		m10         group     -      -      -          a2            -            900       -                 -                  '2026-01-05 04:00:00'  '2026-01-06 06:00:01'  -
		m11         page      -      -      -          a3            -            -         -                 -                  '2026-01-05 05:00:00'  '2026-01-05 05:00:01'  -
		m12         identify  -      -      u3         a3            -            -         -                 -                  '2026-02-05 05:00:00'  '2026-02-05 05:00:01'  -
		m13         newkind   -      -      u1         -             -            -         900               -                  '2026-01-05 05:00:00'  '2026-01-05 05:00:01'  -`)
	diff(t, show(t, db.conn, usageRows), lines(`
		segment|m01  900  u1  run                 2026-01-05  2.0
		segment|m02  900  u1  run                 2026-01-05  1.0
		segment|m03  900  u1  'Viewed Home Page'  2026-01-05  1.0
		segment|m05  900  u2  'Viewed a Screen'   2026-01-05  1.0
		segment|m11  -    a3  'Viewed a Page'     2026-01-05  1.0`))
}
