# Jobs for every version of Nomad have no actions.

@ACTIONS@
      # Nomad 2 can keep commands of the admin API in the job, as server-vps.actions.nomad.hcl does.
