package reports

import (
	"context"
	"database/sql"
	"sort"
	"strings"
)

const (
	departedDays = 180 // how long somebody who left is news
	titledPeople = 4   // contacts of the CRM listed beside key people
	unhappyDays  = 90  // how old an unhappy answer about a ticket may be
)

// readPeople lists the people who matter: those the team named, those who left, and
// of the CRM's contacts the ones with the weightiest titles.
func (b *companionBatch) readPeople(ctx context.Context) error {
	type known struct{ key, mail map[string]bool }
	seen := map[string]known{}
	err := b.each(ctx, `
SELECT k.customer_id, k.person, k.name, k.role, k.left_on, min(c.job_title)
FROM core.key_people k
LEFT JOIN core.contacts c ON c.customer_id = k.customer_id AND (lower(c.email) = k.person OR lower(c.name) = lower(k.name))
WHERE k.customer_id IN `+idList+`
GROUP BY ALL
ORDER BY k.customer_id, k.left_on DESC NULLS LAST, k.role, k.person`, func(rows *sql.Rows) error {
		var id, person string
		var s Stakeholder
		if err := rows.Scan(&id, &person, text{&s.Name}, text{&s.Role}, dayOf{&s.Left}, text{&s.Title}); err != nil {
			return err
		}
		if s.Name == "" {
			s.Name = person
		}
		if seen[id].key == nil {
			seen[id] = known{map[string]bool{}, map[string]bool{}}
		}
		seen[id].key[strings.ToLower(s.Name)], seen[id].mail[person] = true, true
		b.byID[id].People = append(b.byID[id].People, s)
		return nil
	}, b.ids)
	if err != nil {
		return err
	}
	add := func(id, mail string, s Stakeholder) {
		if s.Name != "" && !seen[id].key[strings.ToLower(s.Name)] && !seen[id].mail[mail] {
			b.byID[id].People = append(b.byID[id].People, s)
		}
	}
	if err := b.readDeparted(ctx, add); err != nil {
		return err
	}
	return b.readTitled(ctx, add)
}

func (b *companionBatch) readDeparted(ctx context.Context, add func(id, mail string, s Stakeholder)) error {
	return b.each(ctx, `
SELECT customer_id, coalesce(email, ''), coalesce(name, split_part(email, '@', 1)), left_on
FROM core.departed_contacts
WHERE customer_id IN `+idList+` AND left_on > ?
ORDER BY customer_id, left_on DESC, contact_id`, func(rows *sql.Rows) error {
		var id, mail string
		var s Stakeholder
		if err := rows.Scan(&id, &mail, text{&s.Name}, dayOf{&s.Left}); err != nil {
			return err
		}
		add(id, mail, s)
		return nil
	}, b.ids, b.asOf.AddDate(0, 0, -departedDays))
}

func (b *companionBatch) readTitled(ctx context.Context, add func(id, mail string, s Stakeholder)) error {
	type contact struct {
		mail string
		Stakeholder
	}
	found := map[string][]contact{}
	err := b.each(ctx, `
SELECT customer_id, coalesce(lower(email), ''), name, job_title FROM core.contacts
WHERE customer_id IN `+idList+` AND name IS NOT NULL AND job_title IS NOT NULL
ORDER BY customer_id, contact_id`, func(rows *sql.Rows) error {
		var id string
		var c contact
		if err := rows.Scan(&id, &c.mail, text{&c.Name}, text{&c.Title}); err != nil {
			return err
		}
		found[id] = append(found[id], c)
		return nil
	}, b.ids)
	for id, list := range found {
		sort.SliceStable(list, func(i, j int) bool { return rank(list[i].Title) < rank(list[j].Title) })
		for _, c := range list[:min(len(list), titledPeople)] {
			add(id, c.mail, c.Stakeholder)
		}
	}
	return err
}

// readStances says how the answers to the recommendation question stand.
func (b *companionBatch) readStances(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, respondents, promoters, passives, detractors, unanswered_detractors, unanswered_since
FROM marts.survey_stances WHERE customer_id IN `+idList, func(rows *sql.Rows) error {
		var id string
		s := &Stance{}
		if err := rows.Scan(&id, &s.Respondents, &s.Promoters, &s.Passives, &s.Detractors, &s.Waiting, dayOf{&s.Since}); err != nil {
			return err
		}
		b.byID[id].Stance = s
		return nil
	}, b.ids)
}

// urgency orders answers: who waits, who is unhappy, who is glad.
func (a Answer) urgency() int {
	switch {
	case a.Waits:
		return 0
	case a.Glad:
		return 2
	}
	return 1
}

// readAnswers fills the unhappy answers: of each respondent the newest to the
// recommendation question if it is a detractor's, and those about tickets; and what
// promoters say. A detractor who answered since the first one nobody has answered
// waits as well.
func (b *companionBatch) readAnswers(ctx context.Context) error {
	err := b.each(ctx, `
WITH answers AS (
  SELECT v.customer_id, v.response_id, v.kind, v.relationship, v.score, coalesce(v.scale_max, CASE v.kind WHEN 'nps' THEN 10 WHEN 'ces' THEN 7 ELSE 5 END) AS best,
    v.category, v.responded_on, v.comment, lower(trim(r.respondent_id)) AS respondent,
    row_number() OVER (PARTITION BY v.customer_id, v.kind, v.relationship, coalesce(r.source || '/' || lower(trim(r.respondent_id)), v.response_id)
      ORDER BY r.responded_at DESC, v.response_id DESC) AS place
  FROM marts.customer_voice v
  JOIN core.survey_responses r ON r.response_id = v.response_id
  WHERE v.customer_id IN `+idList+` AND v.responded_on <= ? AND v.responded_on >= CASE WHEN v.kind = 'nps' THEN CAST(? AS DATE) ELSE CAST(? AS DATE) END
),
named AS (SELECT customer_id, lower(email) AS mail, min(name) AS name FROM core.contacts WHERE email IS NOT NULL GROUP BY ALL)
SELECT a.customer_id, a.kind, a.score, a.best, a.responded_on, coalesce(n.name, CASE WHEN a.respondent LIKE '%@%' THEN a.respondent END), a.comment, a.category = 'promoter'
FROM answers a
LEFT JOIN named n ON n.customer_id = a.customer_id AND n.mail = a.respondent
WHERE CASE WHEN a.kind = 'nps' THEN a.place = 1 AND (a.category = 'detractor' OR a.category = 'promoter' AND a.comment IS NOT NULL) ELSE a.category IN ('unsatisfied', 'hard') AND a.comment IS NOT NULL END
ORDER BY a.customer_id, a.responded_on DESC, a.response_id`, func(rows *sql.Rows) error {
		var id string
		var a Answer
		if err := rows.Scan(&id, &a.Kind, &a.Score, &a.Of, dayOf{&a.On}, text{&a.Who}, text{&a.Words}, &a.Glad); err != nil {
			return err
		}
		c := b.byID[id]
		a.Waits = a.Kind == "nps" && !a.Glad && c.Stance != nil && c.Stance.Waiting > 0 && !a.On.Before(c.Stance.Since)
		c.Answers = append(c.Answers, a)
		return nil
	}, b.ids, b.asOf, b.voiceFrom, b.asOf.AddDate(0, 0, 1-unhappyDays))
	for _, c := range b.byID {
		sort.SliceStable(c.Answers, func(i, j int) bool { return c.Answers[i].urgency() < c.Answers[j].urgency() })
	}
	return err
}

// readPromises fills the open promises: those past their day, ours first, and those
// due in the days renewals are looked ahead, in the order of their days.
func (b *companionBatch) readPromises(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, commitment_id, side, text, owner, due_on, status
FROM core.commitments
WHERE customer_id IN `+idList+` AND text IS NOT NULL AND due_on <= ?
ORDER BY customer_id, due_on >= ?, CASE WHEN due_on < ? AND lower(trim(side)) = 'them' THEN 1 ELSE 0 END, due_on, commitment_id`, func(rows *sql.Rows) error {
		var id, side, status string
		var c Commitment
		if err := rows.Scan(&id, &c.ID, text{&side}, text{&c.Text}, text{&c.Owner}, dayOf{&c.DueOn}, text{&status}); err != nil {
			return err
		}
		c.Side = Us
		if normal(side) == string(Them) {
			c.Side = Them
		}
		if c.Status = promiseWords(status); c.Status != Open {
			return nil
		}
		if c.DueOn.Before(b.asOf) {
			c.Status = Late
		}
		b.byID[id].Promises = append(b.byID[id].Promises, c)
		return nil
	}, b.ids, b.asOf.AddDate(0, 0, b.window), b.asOf, b.asOf)
}
