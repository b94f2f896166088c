package transforms

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// The CRM's archived and deleted contacts, on the day they went; who goes later has
// not gone yet.
func TestDepartedContacts(t *testing.T) {
	t.Parallel()
	w := salesforceWorld()
	w.landed["salesforce_contacts"] = `
		id  account_id         email       first_name last_name created_at            updated_at            _load_id _deleted
		c1  001D000000IRFmaIAH A@Acme.test Ann        Ash       '2024-03-01 17:00:00' '2024-03-01 17:00:00' 01A      false
		c1  -                  -           -          -         -                     '2026-01-10 17:00:00' 01B      true
		c2  001D000000IRFmaIAH b@acme.test Bo         -         '2024-03-01 17:00:00' '2024-03-01 17:00:00' 01A      false
		c3  001D000000IRFmaIAH c@acme.test Cy         -         '2024-03-01 17:00:00' '2024-03-01 17:00:00' 01A      false
		c3  -                  -           -          -         -                     '2026-02-10 17:00:00' 01B      true`
	db := buildLanded(t, w, "core.departed_contacts", "core.contacts")
	diff(t, show(t, db.conn, "SELECT contact_id, customer_id, name, email, left_on FROM core.departed_contacts ORDER BY 1"),
		lines("c1 001D000000IRFmaIAH 'Ann Ash' a@acme.test 2026-01-10"))
}

// Where the team names no champion, one of the three most active users who is gone
// from the CRM counts as one: not who came rarely, and not who left long ago. Of whom
// only the address is known, no more of it is told than what stands before the @.
func TestChampions(t *testing.T) {
	t.Parallel()
	var events strings.Builder
	events.WriteString("event_id customer_id user_id event occurred_at day\n")
	n := 0
	use := func(customer, user string, days int) {
		for i := range days {
			day := time.Date(2026, 1, 9-i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
			n++
			fmt.Fprintf(&events, "e%d %s %s open '%s 12:00:00' %s\n", n, customer, user, day, day)
		}
	}
	use("a", "Ann@a.test", 30)
	use("b", "top1", 30)
	use("b", "top2", 29)
	use("b", "top3", 28)
	use("b", "bo@b.test", 5)
	use("c", "cy@c.test", 30)
	use("d", "di@d.test", 30)
	db := buildFrom(t, seed{asOf: "2026-01-31", tables: map[string]string{
		"core.usage_events": events.String(),
		"core.departed_contacts": `
			source contact_id customer_id name  email     left_on
			crm    1          a           Ann   ann@a.test 2026-01-10
			crm    2          b           Bo    bo@b.test  2026-01-10
			crm    3          c           Cy    cy@c.test  2025-10-01
			crm    4          d           Di    di@d.test  2026-01-10`,
		"core.key_people": `
			source account person customer_id name role     left_on
			team   d       x      d           Max  champion -
			team   e       y      e           Zoe  champion 2026-01-15
			team   e       z      e           Sue  sponsor  -
			team   f       y      f           Old  champion 2025-09-15
			team   g       gi@g.test g        -    champion 2026-01-15
			team   g       ab@g.test g        -    champion 2026-01-15`,
	}}, "metrics.champions")
	diff(t, show(t, db, "SELECT customer_id, champions, champions_left, lost_champion, left_on FROM metrics.champions ORDER BY 1"), lines(`
		a 0 1 Ann 2026-01-10
		d 1 0 -   -
		e 0 1 Zoe 2026-01-15
		g 0 2 gi  2026-01-15`))
}
