package proof

// publicDomains are those of mail providers anybody can have an address at.
func publicDomains() []string {
	return []string{
		"aol.com", "arcor.de", "bluewin.ch", "btinternet.com", "comcast.net", "fastmail.com", "free.fr", "freenet.de", "gmail.com",
		"gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hey.com", "hotmail.co.uk", "hotmail.com", "hotmail.de",
		"hotmail.fr", "icloud.com", "laposte.net", "libero.it", "live.com", "mac.com", "mail.com", "mail.ru", "me.com", "msn.com",
		"naver.com", "orange.fr", "outlook.com", "outlook.de", "pm.me", "posteo.de", "proton.me", "protonmail.com", "qq.com",
		"rediffmail.com", "sbcglobal.net", "t-online.de", "tutanota.com", "uol.com.br", "verizon.net", "wanadoo.fr", "web.de",
		"yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yandex.ru", "ymail.com", "zoho.com", "163.com", "126.com",
	}
}
