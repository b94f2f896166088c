package reports

import (
	"context"
	"database/sql"
	"time"
)

// News is a feature of the customer's plan that came out lately.
type News struct {
	Feature    string
	About      string // what it does for a customer
	ReleasedOn time.Time
}

// newsShown is how many new features are told of.
const newsShown = 3

// readNews takes what came out since the quarter began, of what the customer's plan
// holds: what it has not bought is never told.
func (b *batch) readNews(ctx context.Context) error {
	return b.each(ctx, `
SELECT f.customer_id, n.feature, n.about, n.released_on
FROM core.feature_news n
JOIN marts.customer_features f ON f.feature = n.feature AND f.in_plan
WHERE f.customer_id IN `+idList+` AND n.released_on >= ? AND n.about IS NOT NULL
ORDER BY f.customer_id, n.released_on DESC, n.feature`, func(rows *sql.Rows) error {
		var id string
		var n News
		if err := rows.Scan(&id, text{&n.Feature}, text{&n.About}, dayOf{&n.ReleasedOn}); err != nil {
			return err
		}
		if q := b.byID[id]; len(q.News) < newsShown {
			q.News = append(q.News, n)
		}
		return nil
	}, b.ids, b.frame.period.Start)
}
