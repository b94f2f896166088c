// Package access decides who may see and do what over HTTP. Guard wraps a
// handler so that only people the configuration knows come through, and writes
// down what they do; the handlers behind it ask From who it is.
package access

import "context"

// Role is what a person may do.
type Role string

// The roles, from the least to the most. A CSM sees what Owner owns.
const (
	Viewer Role = "viewer"
	CSM    Role = "csm"
	Admin  Role = "admin"
)

// Roles are the names a configuration may give.
func Roles() []string { return []string{string(Viewer), string(CSM), string(Admin)} }

// Person is who sent a request. The zero Person is nobody and sees nothing.
type Person struct {
	Name string
	Role Role
	// Owner is whose customers a CSM sees, as the CRM names the owner.
	Owner string
}

// MaySee tells whether the person sees the customers of owner.
func (p Person) MaySee(owner string) bool {
	switch p.Role {
	case Viewer, Admin:
		return true
	case CSM:
		return p.Owner != "" && p.Owner == owner
	default:
		return false
	}
}

// MayAct tells whether the person may send, retry and decide.
func (p Person) MayAct() bool { return p.Role == Admin }

// personKey is where a context keeps the person.
type personKey struct{}

// With is ctx for a request of person.
func With(ctx context.Context, person Person) context.Context {
	return context.WithValue(ctx, personKey{}, person)
}

// From is whose request ctx is of; the zero Person if nobody's.
func From(ctx context.Context) Person {
	person, _ := ctx.Value(personKey{}).(Person)
	return person
}
