// Package delivery brings things to places: messages and files to a mail server, a
// folder, object storage, a webhook or an incoming webhook of Slack.
//
// A Door is one place. What it is handed is a Parcel, and what it does with it follows
// the contract of outbox.Sender: an error after which the parcel is surely not there
// is marked with outbox.NotSent, any other leaves it open. Each door says what it can
// promise after an answer was lost:
//
//	folder, bucket   a name is written once; what is there is compared by its hash
//	webhook          the same Idempotency-Key goes with every try, so trying again is safe
//	e-mail           nobody can be asked: it stays unknown, for a person to decide
//	slack_webhook    the same
//
// An error that a later try may not have is marked with Later, inside NotSent.
package delivery
