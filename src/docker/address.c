#include "docker/address.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

#include <sys/un.h>

enum { PORT_MOST = 65535 };

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS  "0123456789"

/* What ssh's other side hands to a shell, and what may not be taken for an option here. */
#define HOST_CHARS LETTERS DIGITS "._-"
#define IPV6_CHARS DIGITS "abcdefABCDEF:.%"
#define USER_CHARS LETTERS DIGITS "._+@\\-"
#define PATH_CHARS LETTERS DIGITS "/._+@%:,=-"

static const char *const tls_names[] = {"ca.pem", "cert.pem", "key.pem"};

static int where_unix(const char *path, struct engine_where *out, struct err *e)
{
	struct sockaddr_un un;

	if (!*path)
		path = ADDRESS_DEFAULT_PATH;
	if (strlen(path) >= sizeof(un.sun_path))
		return err_set(e, CODE_ENGINE_ADDRESS,
			       "the Docker engine's socket path '%s' is longer than %zu "
			       "bytes: use a shorter one, such as a symbolic link",
			       path, sizeof(un.sun_path) - 1);
	*out = (struct engine_where){.url = xasprintf("unix://%s", path),
				     .socket_path = xstrdup(path),
				     .base = xstrdup("http://docker")};
	return 0;
}

/* "user@host:port/path" in its parts; "" for those that are not there. All owned. */
struct parts {
	char *user;
	char *host; /* an IPv6 address with its brackets */
	char *port;
	char *path; /* with its slash */
};

static void parts_release(struct parts *p)
{
	free(p->user);
	free(p->host);
	free(p->port);
	free(p->path);
}

static void split(const char *rest, struct parts *out)
{
	size_t n = strcspn(rest, "/");
	char *authority = xstrndup(rest, n), *host = strrchr(authority, '@'), *port;
	const char *bracket;

	out->path = xstrdup(rest + n);
	out->user = host ? xstrndup(authority, (size_t)(host - authority)) : xstrdup("");
	host = host ? host + 1 : authority;
	bracket = strchr(host, ']'); /* the end of an IPv6 address */
	port = strchr(bracket ? bracket : host, ':');
	if (!bracket && port && strchr(port + 1, ':'))
		port = NULL; /* an IPv6 address without brackets, to be refused as such */
	out->host = port ? xstrndup(host, (size_t)(port - host)) : xstrdup(host);
	out->port = xstrdup(port ? port + 1 : "");
	if (port && !port[1]) { /* "host:" is no port, and no default either */
		free(out->port);
		out->port = xstrdup(":");
	}
	free(authority);
}

static bool all_of(const char *text, const char *chars)
{
	return text[strspn(text, chars)] == '\0';
}

static bool host_is_good(const char *host)
{
	size_t n = strlen(host);
	char *inner;
	bool good;

	if (host[0] != '[')
		return host[0] != '-' && all_of(host, HOST_CHARS);
	if (n < 3 || host[n - 1] != ']')
		return false;
	inner = xstrndup(host + 1, n - 2);
	good = all_of(inner, IPV6_CHARS);
	free(inner);
	return good;
}

static bool port_is_good(const char *port)
{
	int64_t number;

	return !*port || (all_of(port, DIGITS) && str_to_int(port, &number) &&
			  number >= 1 && number <= PORT_MOST);
}

/* Refuses what an address cannot hold. The text is not repeated where it may hold a password. */
static int check(const char *scheme, const struct parts *p, struct err *e)
{
	const char *wrong = NULL;

	if (strpbrk(p->host, "?#") || strpbrk(p->port, "?#") || strpbrk(p->path, "?#"))
		wrong = "it has a query or a fragment ('?', '#'): leave it out";
	else if (strchr(p->user, ':'))
		wrong = "it has a password, and passwords are not taken: use a key (ssh) "
			"or certificates (TLS)";
	else if (*p->user && strcmp(scheme, "ssh") != 0)
		wrong = "it has a user, which only ssh:// knows";
	else if (!all_of(p->user, USER_CHARS) || p->user[0] == '-')
		wrong = "its user has a character that is not taken";
	else if (!host_is_good(p->host))
		wrong = "its host has a character that is not taken; an IPv6 address "
			"stands in brackets, as in tcp://[::1]:2375";
	else if (!port_is_good(p->port))
		wrong = "its port is no number from 1 to 65535";
	if (!wrong)
		return 0;
	return err_set(e, CODE_ENGINE_ADDRESS,
		       "the Docker engine's address %s://%s%s cannot be used: %s", scheme,
		       *p->user ? "...@" : "", p->host, wrong);
}

static void tls_files(const char *dir, struct engine_where *out)
{
	char **const slot[] = {&out->ca_file, &out->cert_file, &out->key_file};

	for (size_t i = 0; i < ARRAY_LEN(slot); i++) {
		char *path = path_join(dir, tls_names[i]);

		if (file_exists(path))
			*slot[i] = path;
		else
			free(path);
	}
}

/* The port's default depends on TLS. */
static void where_tcp(const struct parts *p, const char *tls_dir /* or NULL */,
		      struct engine_where *out)
{
	const char *host = *p->host ? p->host : "localhost";
	const char *port = *p->port ? p->port : tls_dir ? "2376" : "2375";
	const char *base = strcmp(p->path, "/") == 0 ? "" : p->path;

	*out = (struct engine_where){.url = xasprintf("tcp://%s:%s%s", host, port, base),
				     .base = xasprintf("%s://%s:%s%s",
						       tls_dir ? "https" : "http", host,
						       port, base)};
	if (tls_dir)
		tls_files(tls_dir, out);
}

static int where_ssh(const struct parts *p, struct engine_where *out, struct err *e)
{
	const char *socket = strcmp(p->path, "/") == 0 ? "" : p->path;
	size_t n = strlen(p->host);
	bool bare = p->host[0] != '[';

	if (!n)
		return err_set(e, CODE_ENGINE_ADDRESS,
			       "the Docker engine's address ssh:// names no host: write "
			       "ssh://user@host");
	if (!all_of(socket, PATH_CHARS))
		return err_set(e, CODE_ENGINE_ADDRESS,
			       "the Docker engine's address ssh://%s cannot be used: the "
			       "path of its socket has a character that is not taken",
			       p->host);
	*out = (struct engine_where){
		.url = xasprintf("ssh://%s%s%s%s%s%s", p->user, *p->user ? "@" : "",
				 p->host, *p->port ? ":" : "", p->port, socket),
		/* A literal address: nothing is looked up, as nothing is connected to. */
		.base = xstrdup("http://127.0.0.1"),
		.ssh_host = bare ? xstrdup(p->host) : xstrndup(p->host + 1, n - 2),
		.ssh_user = *p->user ? xstrdup(p->user) : NULL,
		.ssh_port = *p->port ? xstrdup(p->port) : NULL,
		.ssh_socket = *socket ? xstrdup(socket) : NULL};
	return 0;
}

/* Of "tcp" and "ssh". */
static int where_remote(const char *scheme, const char *rest, const char *tls_dir,
			struct engine_where *out, struct err *e)
{
	struct parts p;
	int rc;

	split(rest, &p);
	rc = check(scheme, &p, e);
	if (rc == 0 && strcmp(scheme, "ssh") == 0)
		rc = where_ssh(&p, out, e);
	else if (rc == 0)
		where_tcp(&p, tls_dir, out);
	parts_release(&p);
	return rc;
}

int address_parse(const char *text, const char *tls_dir, struct engine_where *out,
		  struct err *e)
{
	if (str_starts(text, "unix://"))
		return where_unix(text + strlen("unix://"), out, e);
	if (str_starts(text, "ssh://"))
		return where_remote("ssh", text + strlen("ssh://"), NULL, out, e);
	if (str_starts(text, "tcp://"))
		return where_remote("tcp", text + strlen("tcp://"), tls_dir, out, e);
	if (!strstr(text, "://"))
		return where_remote("tcp", text, tls_dir, out, e);
	return err_set(e, CODE_ENGINE_ADDRESS,
		       "the Docker engine's address '%s' is neither unix:///path nor "
		       "tcp://host:port nor ssh://user@host: check DOCKER_HOST",
		       text);
}

/* All three, and only for TCP: a certificate that is silently left out verifies nothing. */
static int check_tls(const char *endpoint, const char *dir, struct err *e)
{
	int rc = 0;

	if (!str_starts(endpoint, "tcp://"))
		return err_set(e, CODE_ENDPOINT,
			       "TLS files are given for the Docker engine at '%s', but "
			       "only tcp:// endpoints use them",
			       endpoint);
	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(tls_names); i++) {
		char *path = path_join(dir, tls_names[i]);

		if (!file_exists(path))
			rc = err_set(e, CODE_ENGINE_ADDRESS,
				     "there is no '%s', which TLS with the Docker engine "
				     "at '%s' needs (ca.pem, cert.pem and key.pem)",
				     path, endpoint);
		free(path);
	}
	return rc;
}

static bool has_password(const char *endpoint)
{
	const char *rest = strstr(endpoint, "://"), *colon, *at;

	rest = rest ? rest + 3 : endpoint;
	colon = strchr(rest, ':');
	at = strrchr(rest, '@');
	return colon && at && colon < at && !str_starts(endpoint, "unix://");
}

static int check_scheme(const char *endpoint, struct err *e)
{
	bool is_unix = str_starts(endpoint, "unix://");
	const char *rest = strstr(endpoint, "://");

	if (has_password(endpoint))
		return err_set(e, CODE_ENDPOINT,
			       "a Docker engine's address has a password, and passwords "
			       "are not taken: use a key (ssh) or certificates (TLS)");
	if (is_unix && endpoint[strlen("unix://")] != '/')
		return err_set(
			e, CODE_ENDPOINT,
			"the Docker engine's socket in '%s' wants a whole path, as "
			"in unix:///run/docker.sock",
			endpoint);
	if (!is_unix && !str_starts(endpoint, "tcp://") &&
	    !str_starts(endpoint, "ssh://"))
		return err_set(e, CODE_ENDPOINT,
			       "the Docker engine's address '%s' is neither unix:///path "
			       "nor tcp://host:port nor ssh://user@host",
			       endpoint);
	if (!is_unix && (!rest[3] || rest[3] == ':' || rest[3] == '/'))
		return err_set(e, CODE_ENDPOINT,
			       "the Docker engine's address '%s' names no host",
			       endpoint);
	return 0;
}

int engine_where_of(const char *endpoint, const char *tls_dir, const char *base_dir,
		    struct engine_where *out, struct err *e)
{
	char *dir = tls_dir ? path_join(base_dir ? base_dir : "", tls_dir) : NULL;
	int rc = check_scheme(endpoint, e);

	*out = (struct engine_where){0};
	if (rc == 0 && dir)
		rc = check_tls(endpoint, dir, e);
	if (rc == 0 && (rc = address_parse(endpoint, dir, out, e)) < 0)
		e->kind = ERR_USAGE;
	out->is_named = true;
	free(dir);
	return rc;
}
