# SPDX-License-Identifier: GPL-2.0-only
#
# What must be right in a configuration beyond the types of its values, and
# only here can be said with the file that is to be changed.
{ lib, schema, final, layers, used, here, whereIs, wireOf }:

let
  inherit (builtins) deepSeq seq;
  inherit (lib) attrNames concatStringsSep elem elemAt fault filter foldl' head
    join length map removeAttrs suggest within;

  each = section: check:
    foldl' (ok: name: seq (check name final.${section}.${name}) ok) true
      (attrNames final.${section});
  bad = section: name: fault (whereIs section name) (join section name);

  keys = foldl'
    (ok: layer:
      let
        unknown = filter (n: !(schema ? ${n})) (attrNames layer.value);
        first = head unknown;
      in
      if unknown == [ ] then ok
      else
        fault (head (within [ layer ] first)).origin first
          ("there is no such key; "
            + suggest first (attrNames schema ++ [ "modules" ])))
    true
    layers;

  # What only a module makes something of, and is lost without it.
  rendered = foldl'
    (ok: key:
      if final.${key} == schema.${key}.default
        || elem key (map (m: m.name or "") used) then ok
      else
        fault (head (within layers key)).origin key
          "nothing makes this true: add ${key} to modules")
    true [ "interfaces" "hotplug" ];

  interfaces = each "interfaces" (name: i:
    let
      wrong = bad "interfaces" name;
      same = filter (n: n != name && wireOf n == wireOf name)
        (attrNames final.interfaces);
      other = head same;
    in
    if (i.vlan == null) != (i.parent == null) then
      wrong "vlan and parent belong together"
    else if same != [ ] then
      wrong ("its device ${wireOf name} is that of interfaces.${other}"
        + " (${whereIs "interfaces" other})")
    else true);

  awaited = s: s.after ++ s.bound_to;

  # The way from the first of PATH back to it through what waits for what.
  circle = path:
    let
      step = found: next:
        if found != null then found
        else if next == head path then path ++ [ next ]
        else if elem next path || !(final.services ? ${next}) then null
        else circle (path ++ [ next ]);
    in
    foldl' step null
      (awaited final.services.${elemAt path (length path - 1)});

  services = each "services" (name: s:
    let
      wrong = bad "services" name;
      lost = filter (p: !(elem p final.packages)) s.packages;
      unknown = filter (n: !(final.services ? ${n})) (awaited s);
      way = circle [ name ];
    in
    if lost != [ ] then
      wrong "needs the package ${head lost}, which nothing adds to packages"
    else if unknown != [ ] then
      wrong ("after: there is no service ${head unknown}; "
        + suggest (head unknown) (attrNames final.services))
    else if way != null then
      wrong "after: waits for itself: ${concatStringsSep " after " way}"
    else true);

  files = each "files" (name: f:
    if (f.content == null) != (f.source == null) then true
    else bad "files" name "expected either content or source");

  options = deepSeq (map (m: m.options) used) true;
  values = deepSeq (removeAttrs final [ "board" ]) true;
in
# In this order: what is behind may be wrong because of what is before.
v:
seq
  (foldl' (ok: check: seq check ok) true
    [ options keys rendered interfaces values services files ])
  v
