#!/usr/bin/env zsh
# complete.zsh FOLDER LINE : what an interactive zsh would complete LINE to, one match a line; FOLDER holds _kchaos. It is tried in a
# terminal of its own, as _arguments works nowhere else; matches are what is handed to compadd and fits.
zmodload zsh/zpty || exit 3
here=$(mktemp -d) || exit 3
trap 'zpty -d shell 2>/dev/null; rm -rf $here' EXIT
cat >$here/rc <<EOF
PS1= fpath=(${(q)1} \$fpath)
autoload -Uz compinit && compinit -u -D
zstyle ':completion:*' menu no
# What asks for the matches without adding them is answered by the real one.
compadd() {
	if [[ " \${@[1,(i)(-|--)]} " == *' -'[OAD]' '* ]]; then builtin compadd "\$@"; return; fi
	local -a __fits
	builtin compadd -O __fits "\$@"
	print -rl -- \$__fits >>$here/found
	builtin compadd "\$@"
}
done_with_it() { : >$here/done; }
comppostfuncs=(done_with_it)
bindkey '^I' complete-word
: >$here/ready
EOF
# await FILE : at most 10 s
await() { repeat 200; do [[ -e $1 ]] && return; sleep 0.05; done; return 1; }
zpty shell zsh -f -i
zpty -w shell "cd ${(q)PWD}; source $here/rc"
await $here/ready || { print -u2 "zsh did not start: $(zpty -r shell)"; exit 3; }
zpty -n -w shell "$2"$'\t'
await $here/done || { print -u2 "zsh did not complete '$2'"; exit 3; }
[[ ! -e $here/found ]] || sort -u $here/found | grep -v '^$'
exit 0
