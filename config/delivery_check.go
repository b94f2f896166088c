package config

import (
	"fmt"
	"maps"
	"net/mail"
	"net/url"
	"slices"
	"strings"
)

func (c *Config) checkDelivery(v *validator) error {
	d := c.Delivery
	seen := map[string]bool{}
	for i, one := range d.Destinations {
		path := fmt.Sprintf("$.delivery.destinations[%d]", i)
		if !identifier.MatchString(one.Name) || one.Name == "test" {
			return v.fail(path+".name", fmt.Sprintf("destination name %q is not usable", one.Name), "use lower-case letters, digits and _; 'test' is taken")
		}
		if seen[one.Name] {
			return v.fail(path+".name", fmt.Sprintf("destination %q is there twice", one.Name), "give every destination its own name")
		}
		seen[one.Name] = true
		if err := c.checkDestination(v, path, one); err != nil {
			return err
		}
	}
	routes := d.Routes()
	for _, what := range d.routeNames() {
		for i, name := range routes[what] {
			path := fmt.Sprintf("$.delivery.%s[%d]", what, i)
			to := d.Destination(name)
			if to == nil {
				return v.fail(path, fmt.Sprintf("there is no destination %q", name), "list it under delivery.destinations")
			}
			if err := v.checkRoute(path, what, *to); err != nil {
				return err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.People)) {
		person, path := d.People[name], "$.delivery.people."+name
		if person.Email != "" && !isAddress(person.Email) {
			return v.fail(path, fmt.Sprintf("%q is no e-mail address", person.Email), "write name@host")
		}
		if person.Slack != "" && !slackMember.MatchString(person.Slack) {
			return v.fail(path, fmt.Sprintf("%q is no member id of Slack", person.Slack), "copy it from the profile, such as U012AB3CD")
		}
	}
	return nil
}

// checkRoute keeps what customers must not see from where they look, and what a
// destination cannot carry from it.
func (v *validator) checkRoute(path, what string, to Destination) error {
	if what != "qbrs" && to.SeenByCustomers() {
		return v.fail(path, fmt.Sprintf("%s would go to %s, which customers see", what, to.Name), "only qbrs may go to a destination with customer: true or to_customers: true")
	}
	if to.Type == "slack_webhook" && (what == "pack" || what == "qbrs" || what == "companions") {
		return v.fail(path, fmt.Sprintf("%s cannot go to %s: an incoming webhook takes no files", what, to.Name), "use a destination of type slack, with the bot token")
	}
	if to.Type == "email" && len(to.To) == 0 && what != "qbrs" && what != "companions" {
		return v.fail(path, fmt.Sprintf("%s would go to nobody: %s has no addresses", what, to.Name), "add to: with addresses; only what is of one customer goes to its owner")
	}
	return nil
}

func (c *Config) checkDestination(v *validator, path string, d Destination) error {
	switch d.Type {
	case "slack":
		if c.Slack.Token == "" {
			return v.fail(path, fmt.Sprintf("destination %s needs a bot token", d.Name), "add the section slack with token and channel")
		}
		if !slackChannel.MatchString(d.Channel) {
			return v.fail(path+".channel", fmt.Sprintf("%q is no channel id", d.Channel), "copy the id from the channel's details, such as C0123456789")
		}
		for _, channels := range []map[string]string{c.Slack.Channels.Team, c.Slack.Channels.Segment} {
			if slices.Contains(slices.Collect(maps.Values(channels)), d.Channel) {
				return v.fail(path+".channel", fmt.Sprintf("channel %s is one of slack.channels already", d.Channel), "of one day a channel gets one digest; give every one its own")
			}
		}
	case "slack_webhook":
		return v.checkSecretURL(path+".url", d.URL)
	case "webhook":
		if d.Secret == "" {
			return v.fail(path, fmt.Sprintf("webhook %s has no secret", d.Name), "add secret: with a variable; what is sent is signed with it")
		}
		return v.checkSecretURL(path+".url", d.URL)
	case "email":
		return d.checkEmail(v, path)
	case "folder":
		if d.Path == "" {
			return v.fail(path, fmt.Sprintf("folder %s has no path", d.Name), "add path: with a folder")
		}
	case "bucket":
		if d.Bucket == "" || (d.AccessKey == "") != (d.SecretKey == "") {
			return v.fail(path, fmt.Sprintf("bucket %s is not complete", d.Name), "add bucket:, and access_key: and secret_key: or neither")
		}
		if d.Endpoint != "" {
			return v.checkSecretURL(path+".endpoint", Secret(d.Endpoint))
		}
	default:
		return v.fail(path+".type", fmt.Sprintf("unknown type %q of a destination", d.Type), "use one of "+strings.Join(DestinationTypes(), ", "))
	}
	return nil
}

func (d Destination) checkEmail(v *validator, path string) error {
	switch {
	case d.Host == "" || d.From == "":
		return v.fail(path, fmt.Sprintf("mail server %s is not complete", d.Name), "add host: and from:")
	case d.TLS != "" && d.TLS != "starttls" && d.TLS != "implicit":
		return v.fail(path+".tls", fmt.Sprintf("tls %q is unknown", d.TLS), "use starttls, or implicit where the server speaks TLS from the first byte; mail is never sent unencrypted")
	case d.Port < 0 || d.Port > 65535:
		return v.fail(path+".port", fmt.Sprintf("port %d is no port", d.Port), "write 1 to 65535, or leave it out")
	case (d.Username == "") != (d.Password == ""):
		return v.fail(path, fmt.Sprintf("mail server %s has half of a login", d.Name), "give username and password, or neither")
	case len(d.Recipients) > 0 && !d.ToCustomers:
		return v.fail(path+".recipients", fmt.Sprintf("%s has recipients, but does not write to customers", d.Name), "add to_customers: true, if their reviews are really meant to leave the company")
	case d.ToCustomers && len(d.Recipients) == 0:
		return v.fail(path+".to_customers", fmt.Sprintf("%s writes to customers, but knows no address of any", d.Name), "add recipients: with addresses by customer id")
	}
	addresses := append([]string{d.From}, d.To...)
	if d.Test != "" {
		addresses = append(addresses, d.Test.Reveal())
	}
	for _, of := range slices.Sorted(maps.Keys(d.Recipients)) {
		if len(d.Recipients[of]) == 0 {
			return v.fail(path+".recipients", fmt.Sprintf("customer %s has no recipients", of), "name addresses, or leave the customer out")
		}
		addresses = append(addresses, d.Recipients[of]...)
	}
	for _, address := range addresses {
		if !isAddress(address) {
			return v.fail(path, fmt.Sprintf("%q is no e-mail address", address), "write name@host or Name <name@host>")
		}
	}
	return nil
}

func isAddress(text string) bool {
	_, err := mail.ParseAddress(text)
	return err == nil
}

// checkSecretURL is checkURL for an address that must not be printed.
func (v *validator) checkSecretURL(path string, raw Secret) error {
	key := path[strings.LastIndexByte(path, '.')+1:]
	u, err := url.Parse(raw.Reveal())
	if err != nil || u.Host == "" || u.User != nil {
		return v.fail(path, key+" is not a plain URL", "write https://host/path")
	}
	if u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()) {
		return nil
	}
	return v.fail(path, key+" would send reports unencrypted", "use https://")
}
