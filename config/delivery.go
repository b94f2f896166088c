package config

import (
	"maps"
	"slices"
)

// Delivery says what goes where besides the digest in Slack's own channel.
type Delivery struct {
	// People are owners of customers, as the CRM names them. Whoever is not here has
	// the address the CRM gives.
	People map[string]DeliveryPerson `yaml:"people"`
	// Destinations are the places things can go to.
	Destinations []Destination `yaml:"destinations"`
	// What goes where, by the names of destinations.
	Digest     []string `yaml:"digest"`
	Pack       []string `yaml:"pack"`
	QBRs       []string `yaml:"qbrs"`
	Companions []string `yaml:"companions"`
	Alerts     []string `yaml:"alerts"`
	Failures   []string `yaml:"failures"`
}

// DeliveryPerson is how somebody of the own team is reached.
type DeliveryPerson struct {
	Email string `yaml:"email"`
	// Slack is a member id, U012AB3CD; without one Slack is asked for the e-mail address.
	Slack string `yaml:"slack"`
}

// Destination is one place things can go to. Which fields a type needs is in
// delivery_check.go. Addresses that let anybody in who has them are secrets.
type Destination struct {
	Name string `yaml:"name"`
	Type string `yaml:"type"`
	// Customer says that customers see what goes there: only their reviews may.
	Customer bool `yaml:"customer"`
	// Test is where a test goes instead: a channel, an address, a folder, a prefix
	// or a URL, as the type has it. Without one there is no test.
	Test Secret `yaml:"test"`

	// Channel is one of Slack's channels, of the workspace of the section slack.
	Channel string `yaml:"channel"`

	// URL is that of a webhook.
	URL Secret `yaml:"url"`
	// Secret signs what is sent to a webhook.
	Secret Secret `yaml:"secret"`
	// AllowPrivateHosts are host names, addresses or networks inside the own network
	// that a webhook may be at.
	AllowPrivateHosts []string `yaml:"allow_private_hosts"`

	// Host, Port and TLS (starttls or implicit) are a mail server's.
	Host     string `yaml:"host"`
	Port     int    `yaml:"port"`
	TLS      string `yaml:"tls"`
	Username string `yaml:"username"`
	Password Secret `yaml:"password"`
	From     string `yaml:"from"`
	// To are addresses. Without any, what is of one customer goes to its owner.
	To []string `yaml:"to"`
	// ToCustomers sends a customer's review to the addresses Recipients names for it.
	ToCustomers bool                `yaml:"to_customers"`
	Recipients  map[string][]string `yaml:"recipients"`

	// Path is a folder.
	Path string `yaml:"path"`

	// Bucket, Prefix, Region and the keys are of object storage that speaks S3;
	// Endpoint is where it is, if not Amazon's. Without keys those of the machine count.
	Bucket    string `yaml:"bucket"`
	Prefix    string `yaml:"prefix"`
	Endpoint  string `yaml:"endpoint"`
	Region    string `yaml:"region"`
	AccessKey Secret `yaml:"access_key"`
	SecretKey Secret `yaml:"secret_key"`
	PathStyle bool   `yaml:"path_style"`
}

// SeenByCustomers reports whether customers see what goes there.
func (d Destination) SeenByCustomers() bool { return d.Customer || d.ToCustomers }

// DestinationTypes are the types a destination can have.
func DestinationTypes() []string {
	return []string{"slack", "slack_webhook", "email", "folder", "bucket", "webhook"}
}

// Destination is the destination of a name, or nil.
func (d Delivery) Destination(name string) *Destination {
	i := slices.IndexFunc(d.Destinations, func(one Destination) bool { return one.Name == name })
	if i < 0 {
		return nil
	}
	return &d.Destinations[i]
}

// Routes are the destinations of each kind of thing, by its key in the file.
func (d Delivery) Routes() map[string][]string {
	return map[string][]string{
		"digest": d.Digest, "pack": d.Pack, "qbrs": d.QBRs, "companions": d.Companions, "alerts": d.Alerts, "failures": d.Failures,
	}
}

func (d *Delivery) resolvePaths(dir string) {
	for i := range d.Destinations {
		one := &d.Destinations[i]
		if one.Type != "folder" {
			continue
		}
		one.Path = under(dir, one.Path)
		if one.Test != "" {
			one.Test = Secret(under(dir, one.Test.Reveal()))
		}
	}
}

// routeNames are the keys of Routes in a fixed order.
func (d Delivery) routeNames() []string { return slices.Sorted(maps.Keys(d.Routes())) }
