package config

import (
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
)

// Serve is how the web page is reached, and by whom.
type Serve struct {
	// Address is host:port to listen on. One that other machines can reach needs
	// people, and an encrypted line.
	Address string `yaml:"address"`
	// Hosts are the names browsers may use for it. An IP address and localhost
	// need no listing.
	Hosts []string `yaml:"hosts"`
	// Tokens are the people who sign in with a token.
	Tokens []TokenHolder `yaml:"tokens"`
	// Proxy says who is trusted to have signed people in already.
	Proxy Proxy `yaml:"proxy"`
	TLS   TLS   `yaml:"tls"`
	// BehindTLS says that what stands in front of it encrypts the line.
	BehindTLS bool `yaml:"behind_tls"`
}

// TokenHolder is somebody with a token.
type TokenHolder struct {
	Name  string `yaml:"name"`
	Token Secret `yaml:"token"`
	Role  string `yaml:"role"`
	// Owner is whose customers a csm sees, as the CRM names the owner.
	Owner string `yaml:"owner"`
}

// Proxy is a reverse proxy that signs people in and names them in a header.
type Proxy struct {
	Header string `yaml:"header"`
	// Trusted are the addresses or networks from which the header is believed.
	Trusted []string `yaml:"trusted"`
	// People are those who may come in, by the name in the header.
	People []ProxyPerson `yaml:"people"`
}

// ProxyPerson is somebody the proxy signs in.
type ProxyPerson struct {
	Name  string `yaml:"name"`
	Role  string `yaml:"role"`
	Owner string `yaml:"owner"`
}

// TLS are the files of a certificate with its chain, and of its key.
type TLS struct {
	Cert string `yaml:"cert"`
	Key  string `yaml:"key"`
}

// ServeAddress is where the web page listens when nothing is configured.
const ServeAddress = "127.0.0.1:8080"

// serveRoles are what a person may be.
func serveRoles() []string { return []string{"viewer", "csm", "admin"} }

// shortestToken is how many characters a token needs so that nobody guesses it.
const shortestToken = 20

// NeedsSignIn tells whether people must say who they are.
func (s Serve) NeedsSignIn() bool { return len(s.Tokens) > 0 || s.Proxy.Header != "" }

// Encrypted tells whether browsers reach it over TLS.
func (s Serve) Encrypted() bool { return s.TLS.Cert != "" || s.BehindTLS }

// Local tells whether only this machine can reach it.
func (s Serve) Local() bool {
	host, _, err := net.SplitHostPort(s.Address)
	return err == nil && isLoopback(host)
}

// TrustedNetworks are the networks of Proxy.Trusted. Load has checked them.
func (p Proxy) TrustedNetworks() []netip.Prefix {
	var all []netip.Prefix
	for _, text := range p.Trusted {
		if network, err := parseNetwork(text); err == nil {
			all = append(all, network)
		}
	}
	return all
}

func parseNetwork(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()), nil
	}
	network, err := netip.ParsePrefix(text)
	return network.Masked(), err
}

func (s *Serve) resolvePaths(dir string) {
	for _, path := range []*string{&s.TLS.Cert, &s.TLS.Key} {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(dir, *path)
		}
	}
}

func (c *Config) checkServe(v *validator) error {
	s := c.Serve
	if _, port, err := net.SplitHostPort(s.Address); err != nil || port == "" {
		return v.fail("$.serve.address", fmt.Sprintf("serve.address %q is not an address to listen on", s.Address), "write host:port, such as "+ServeAddress)
	}
	for i, host := range s.Hosts {
		if !hostName.MatchString(host) {
			return v.fail(fmt.Sprintf("$.serve.hosts[%d]", i), fmt.Sprintf("serve.hosts: %q is not the name of a host", host), "write the name alone, without https:// and without a port")
		}
	}
	if (s.TLS.Cert == "") != (s.TLS.Key == "") {
		return v.fail("$.serve.tls", "serve.tls needs both cert and key", "give both files, or remove the section")
	}
	for _, check := range []func(*validator) error{s.checkTokens, s.checkProxy, s.checkReach} {
		if err := check(v); err != nil {
			return err
		}
	}
	return nil
}

func (s Serve) checkTokens(v *validator) error {
	names, tokens := map[string]bool{}, map[Secret]bool{}
	for i, holder := range s.Tokens {
		path := fmt.Sprintf("$.serve.tokens[%d]", i)
		if err := checkPerson(v, path, holder.Name, holder.Role, holder.Owner, names); err != nil {
			return err
		}
		if len(holder.Token) < shortestToken {
			return v.fail(path+".token", fmt.Sprintf("the token of %s is too short to be safe", holder.Name),
				fmt.Sprintf("use %d characters or more, such as 'openssl rand -hex 24' prints", shortestToken))
		}
		if tokens[holder.Token] {
			return v.fail(path+".token", "the token of "+holder.Name+" is somebody else's too", "give every person a token of their own")
		}
		tokens[holder.Token] = true
	}
	return nil
}

func (s Serve) checkProxy(v *validator) error {
	p := s.Proxy
	if p.Header == "" && len(p.Trusted) == 0 && len(p.People) == 0 {
		return nil
	}
	switch {
	case p.Header == "" || strings.ContainsAny(p.Header, " :\r\n\t"):
		return v.fail("$.serve.proxy.header", fmt.Sprintf("serve.proxy.header %q is not the name of a header", p.Header), "write the one your proxy sets, such as X-Forwarded-User")
	case len(p.Trusted) == 0:
		return v.fail("$.serve.proxy", "serve.proxy trusts nobody", "list the addresses of your proxy under 'trusted:'; from others the header is not believed")
	case len(p.People) == 0:
		return v.fail("$.serve.proxy", "serve.proxy lets nobody in", "list who may come in under 'people:'")
	}
	for i, text := range p.Trusted {
		network, err := parseNetwork(text)
		if err != nil {
			return v.fail(fmt.Sprintf("$.serve.proxy.trusted[%d]", i), fmt.Sprintf("%q is neither an address nor a network", text), "write such as 127.0.0.1 or 10.1.0.0/16")
		}
		if network.Bits() == 0 {
			return v.fail(fmt.Sprintf("$.serve.proxy.trusted[%d]", i), fmt.Sprintf("%s trusts everybody", text), "list only the addresses of your proxy")
		}
	}
	names := map[string]bool{}
	for i, person := range p.People {
		if err := checkPerson(v, fmt.Sprintf("$.serve.proxy.people[%d]", i), person.Name, person.Role, person.Owner, names); err != nil {
			return err
		}
	}
	return nil
}

// checkPerson checks what tokens and proxy say of somebody alike.
func checkPerson(v *validator, path, name, role, owner string, taken map[string]bool) error {
	switch {
	case name == "":
		return v.fail(path, "somebody has no name", "add 'name:'; the audit log shows it")
	case taken[name]:
		return v.fail(path+".name", fmt.Sprintf("the name %q is taken", name), "give every person a name of their own")
	case !slices.Contains(serveRoles(), role):
		return v.fail(path+".role", fmt.Sprintf("%s has no role %q", name, role), "use one of "+strings.Join(serveRoles(), ", "))
	case role == "csm" && owner == "":
		return v.fail(path, name+" is a csm of nobody's customers", "add 'owner:' as the CRM names the owner")
	case role != "csm" && owner != "":
		return v.fail(path+".owner", fmt.Sprintf("%s sees all customers as %s", name, role), "remove 'owner:', or write 'role: csm'")
	}
	taken[name] = true
	return nil
}

// checkReach refuses what would show customers' numbers to a network.
func (s Serve) checkReach(v *validator) error {
	switch {
	case s.Local():
		return nil
	case !s.NeedsSignIn():
		return v.fail("$.serve.address", fmt.Sprintf("serve.address %s can be reached from other machines, and nobody has to sign in", s.Address),
			"listen on "+ServeAddress+", or say who may come in under serve.tokens or serve.proxy")
	case !s.Encrypted():
		return v.fail("$.serve.address", fmt.Sprintf("serve.address %s would send tokens and customers' numbers unencrypted", s.Address),
			"give serve.tls a certificate, or write 'behind_tls: true' where a proxy in front of it encrypts")
	}
	return nil
}
