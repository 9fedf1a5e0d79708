"""What local AWS asks IAM about each request: the actions, resources and condition keys that AWS itself asks about.

ministack enforces IAM, but of many services it knows neither the ARN that a request is about, nor that one operation
needs several actions (to pass a role, to give tags), nor the condition keys of the service. Policies that are made for
AWS would be denied what AWS allows, and conditions would hold or fail for no reason. So the services that the program
uses are judged here, by ministack's own evaluation, on what `demands` says. Those that are not listed in `judge`, S3
among them, are left to ministack.

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""
