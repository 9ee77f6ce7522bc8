# What every container may do, and no more.

@CONTAINER@
        ports           = ["http", "ops"]
        readonly_rootfs = true
        cap_drop        = ["all"]
        security_opt    = ["no-new-privileges"]
        pids_limit      = 64
